package io.plumbline.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.WeightSlot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Damaged files are either still readable or refused with a typed error that names the file, and never make the reader
 * allocate more than a small multiple of the file. jqwik prints the seed of a failure.
 */
class ModelFileFuzzTest {
    private static final String SEED = "20261123";
    /** What a sane reading of these files of a few KiB allocates, strings, JSON parser and class loading included. */
    private static final long MAX_ALLOCATED_BYTES = 8 << 20;

    private static final long[] EXTREMES = {
        -1, 0, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, (1L << 31) - 1, 1L << 32, 1L << 61, 1 << 20, 64
    };
    private static final byte[] GGUF = new TinyModel("qwen2", false, 21).gguf().bytes();
    private static final byte[] SAFETENSORS = SafetensorsBytes.of(new TinyModel("qwen2", false, 21).safetensors());
    private static final String CONFIG = SafetensorsBytes.json(new TinyModel("qwen2", false, 21).json());

    @Property(tries = 500, seed = SEED)
    void shouldSurviveFlippedBits(@ForAll long seed, @ForAll boolean gguf) throws IOException {
        byte[] bytes = original(gguf).clone();
        Random random = new Random(seed);
        // most of a head's damage should lie in the head
        int range = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 1500);
        for (int i = random.nextInt(8); i >= 0; i--) {
            bytes[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
        }
        check(bytes, gguf);
    }

    @Property(tries = 500, seed = SEED)
    void shouldSurviveExtremeNumbers(@ForAll long seed, @ForAll boolean gguf) throws IOException {
        byte[] bytes = original(gguf).clone();
        Random random = new Random(seed);
        int at = random.nextInt(Math.min(bytes.length, 2500) - 8);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, EXTREMES[random.nextInt(EXTREMES.length)]);
        check(bytes, gguf);
    }

    @Property(tries = 400, seed = SEED)
    void shouldSurviveTruncation(@ForAll @IntRange(max = 20_000) int length, @ForAll boolean gguf) throws IOException {
        check(Arrays.copyOf(original(gguf), length % original(gguf).length), gguf);
    }

    @Property(tries = 400, seed = SEED)
    void shouldSurviveRandomHeads(@ForAll long seed, @ForAll boolean gguf) throws IOException {
        Random random = new Random(seed);
        byte[] bytes = new byte[24 + random.nextInt(2000)];
        random.nextBytes(bytes);
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (gguf) {
            head.putInt(0x46554747).putInt(2 + random.nextInt(2));
            head.putLong(random.nextInt(40)).putLong(random.nextInt(40));
        } else {
            head.putLong(random.nextInt(bytes.length)).put((byte) '{').put((byte) '"');
        }
        check(bytes, gguf);
    }

    @Property(tries = 500, seed = SEED)
    void shouldSurviveDamagedConfigurations(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(CONFIG);
        for (int i = random.nextInt(3); i >= 0; i--) {
            text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
        }
        checkSafetensors(SAFETENSORS, text.toString());
    }

    private static byte[] original(boolean gguf) {
        return gguf ? GGUF : SAFETENSORS;
    }

    private static void check(byte[] bytes, boolean gguf) throws IOException {
        if (!gguf) {
            checkSafetensors(bytes, CONFIG);
            return;
        }
        Path file = Files.createTempFile("plumbline-fuzz", ".gguf");
        try {
            Files.write(file, bytes);
            readAll(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void checkSafetensors(byte[] bytes, String config) throws IOException {
        Path directory = Files.createTempDirectory("plumbline-fuzz");
        Path weights = directory.resolve("model.safetensors");
        try {
            Files.write(weights, bytes);
            Files.writeString(directory.resolve("config.json"), config);
            readAll(directory);
        } finally {
            Files.deleteIfExists(weights);
            Files.deleteIfExists(directory.resolve("config.json"));
            Files.delete(directory);
        }
    }

    private static void readAll(Path model) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        try (ModelWeights weights = ModelFiles.open(model)) {
            for (WeightSlot slot : WeightSlot.values()) {
                for (int layer = 0;
                        SlotShapes.present(weights.config(), slot) && layer < TinyModel.layers(slot);
                        layer++) {
                    weights.read(slot, layer);
                }
            }
        } catch (PlumblineException e) {
            assertThat(e.code()).isIn(ErrorCode.MODEL_FILE_CORRUPT, ErrorCode.UNSUPPORTED_MODEL);
            assertThat(e).hasMessageContaining(model.toString());
        }
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(MAX_ALLOCATED_BYTES);
    }
}
