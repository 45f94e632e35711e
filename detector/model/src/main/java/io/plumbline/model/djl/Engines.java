package io.plumbline.model.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.util.cuda.CudaUtils;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.PlumblineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Finds libtorch and says what it is. */
final class Engines {
    private Engines() {}

    /**
     * Where a model runs.
     *
     * @param device DJL's name of the device
     * @param name ours: {@code cpu} or {@code cuda:n}
     */
    record Target(Device device, String name) {
        static Target parse(String name) {
            if (name.equals("cpu")) {
                return new Target(Device.cpu(), name);
            }
            if (name.matches("cuda:\\d{1,3}")) {
                return new Target(Device.gpu(Integer.parseInt(name.substring(5))), name);
            }
            throw new IllegalArgumentException("device " + name + "; known: cpu, cuda:0, cuda:1, ...");
        }

        boolean cpu() {
            return device.equals(Device.cpu());
        }
    }

    /** Loads libtorch, once per process, and checks that it has the device. Returns for example {@code pytorch-2.7.1}. */
    static String load(Target target) {
        setDefaults(target);
        try {
            Engine engine = Engine.getEngine("PyTorch");
            if (!target.cpu() && engine.getGpuCount() <= target.device().getDeviceId()) {
                throw new PlumblineException(
                        ErrorCode.ENGINE_FAILURE,
                        "this libtorch sees " + engine.getGpuCount() + " CUDA devices, so there is no " + target.name()
                                + "; set PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR, or use device cpu");
            }
            return "pytorch-" + engine.getVersion();
        } catch (EngineException e) {
            throw new PlumblineException(
                    ErrorCode.ENGINE_FAILURE,
                    "libtorch cannot be loaded; it is unpacked (450 MB) under DJL_CACHE_DIR, which must be writable",
                    e);
        }
    }

    /** What DJL reads from system properties; whatever the user has set wins. */
    private static void setDefaults(Target target) {
        setDefault("OPT_OUT_TRACKING", "true");
        setDefault("ai.djl.pytorch.graph_optimizer", "false");
        // CUDA builds of libtorch are not among the dependencies: DJL may fetch one
        setDefault("ai.djl.offline", Boolean.toString(target.cpu()));
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null && System.getenv(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** The vector instructions that libtorch chooses its kernels by; the device's compute capability for CUDA. */
    static String instructionSet(Target target) {
        if (!target.cpu()) {
            return "sm_" + CudaUtils.getComputeCapability(target.device().getDeviceId());
        }
        String forced = System.getenv("ATEN_CPU_CAPABILITY");
        if (forced != null && !forced.isBlank()) {
            return forced.toUpperCase(Locale.ROOT);
        }
        String architecture = System.getProperty("os.arch", "unknown");
        if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
            return architecture;
        }
        Set<String> flags = cpuFlags();
        if (flags.containsAll(Set.of("avx512f", "avx512vl", "avx512bw", "avx512dq", "fma"))) {
            return "AVX512";
        }
        return flags.containsAll(Set.of("avx2", "fma")) ? "AVX2" : architecture;
    }

    private static Set<String> cpuFlags() {
        Path cpus = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(cpus)) {
            return Set.of();
        }
        try (var lines = Files.lines(cpus, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> new HashSet<>(Arrays.asList(line.split("\\s+"))))
                    .orElseGet(HashSet::new);
        } catch (IOException e) {
            return Set.of();
        }
    }
}
