package io.plumbline.classifier;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.tokenizer.EncodedPair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token classifier on ONNX Runtime's CPU provider: one thread, one operator after the other, a fixed optimisation level
 * that does not choose by processor how weights are laid out.
 */
final class OnnxModel implements LogitModel {
    static final String FILE = "model.onnx";

    private static final long DYNAMIC = -1;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ClassifierSettings settings;
    private final boolean withTypes;
    private final String sha256;

    private OnnxModel(OrtEnvironment environment, OrtSession session, ClassifierSettings settings, String sha256)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.settings = settings;
        this.sha256 = sha256;
        this.withTypes = session.getInputNames().contains(settings.tokenTypeIds());
        checkInputs();
        checkOutput();
    }

    /** The directory's model. Its bytes are hashed and loaded from one mapping, so that the hash is that of what runs. */
    static OnnxModel open(Path directory, ClassifierSettings settings) {
        ByteBuffer bytes = map(directory.resolve(FILE));
        MessageDigest digest = Hashes.newSha256();
        digest.update(bytes.duplicate());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OptLevel.EXTENDED_OPT);
            options.setDeterministicCompute(true);
            // without a path, names of external data would be looked up in the working directory; nothing is below a
            // file
            options.addConfigEntry(
                    "session.model_external_initializers_file_folder_path",
                    directory.resolve(FILE).toAbsolutePath().toString());
            // what it would log, the exception says
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            // lengths differ from answer to answer, and a pattern would be kept for each
            options.setMemoryPatternOptimization(false);
            OrtSession session = environment.createSession(bytes, options);
            return checked(environment, session, settings, HexFormat.of().formatHex(digest.digest()));
        } catch (OrtException e) {
            throw unloadable(directory, e);
        }
    }

    private static OnnxModel checked(
            OrtEnvironment environment, OrtSession session, ClassifierSettings settings, String sha256)
            throws OrtException {
        try {
            return new OnnxModel(environment, session, settings, sha256);
        } catch (OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static ByteBuffer map(Path file) {
        if (!Files.isRegularFile(file)) {
            throw unsupported(
                    "no " + FILE + " in " + file.getParent() + "; export the classifier to ONNX under this name");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size == 0) {
                throw new PlumblineException(
                        ErrorCode.MODEL_FILE_CORRUPT, file + " is empty; fetch or export it again");
            }
            if (size > Integer.MAX_VALUE) {
                throw unsupported(file + " has " + size + " bytes, at most " + Integer.MAX_VALUE
                        + " can be loaded; take a smaller or quantised model");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MODEL_FILE_CORRUPT,
                    "cannot read " + file + ": " + e.getMessage() + "; check the file",
                    e);
        }
    }

    private static PlumblineException unloadable(Path directory, OrtException e) {
        boolean corrupt = e.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF;
        return new PlumblineException(
                corrupt ? ErrorCode.MODEL_FILE_CORRUPT : ErrorCode.UNSUPPORTED_MODEL,
                "ONNX Runtime cannot load " + directory.resolve(FILE) + ": " + e.getMessage()
                        + (corrupt
                                ? "; fetch or export it again"
                                : "; export it with standard operators and with its weights in the one file"),
                e);
    }

    private void checkInputs() throws OrtException {
        Map<String, NodeInfo> inputs = new LinkedHashMap<>(session.getInputInfo());
        for (String name : new String[] {settings.inputIds(), settings.attentionMask(), settings.tokenTypeIds()}) {
            NodeInfo node = inputs.remove(name);
            if (node == null) {
                if (name.equals(settings.tokenTypeIds())) {
                    continue;
                }
                throw unsupported("the model has no input " + name + ", only " + session.getInputNames()
                        + "; name its inputs in " + SettingsFile.NAME);
            }
            TensorInfo info = tensor(node, OnnxJavaType.INT64, "input " + name + " must be int64 [1, token]");
            long[] shape = info.getShape();
            if (shape.length != 2 || (shape[0] != 1 && shape[0] != DYNAMIC) || shape[1] != DYNAMIC) {
                throw unsupported("input " + name + " must be int64 [1, token] with any number of tokens, but is "
                        + Arrays.toString(shape) + "; export the model with dynamic axes");
            }
        }
        if (!inputs.isEmpty()) {
            throw unsupported("the model needs inputs that are not known here: " + inputs.keySet()
                    + "; export it with token ids, attention mask and at most segment ids");
        }
    }

    private void checkOutput() throws OrtException {
        String wanted = "output " + settings.logits() + " must be float32 [1, token, class]";
        NodeInfo node = session.getOutputInfo().get(settings.logits());
        if (node == null) {
            throw unsupported("the model has no output " + settings.logits() + ", only " + session.getOutputNames()
                    + "; name its logits in " + SettingsFile.NAME);
        }
        long[] shape = tensor(node, OnnxJavaType.FLOAT, wanted).getShape();
        if (shape.length != 3) {
            throw wrongShape(shape);
        }
        if (shape[2] != DYNAMIC) {
            checkClasses(shape[2]);
        }
    }

    private static TensorInfo tensor(NodeInfo node, OnnxJavaType type, String wanted) {
        if (node.getInfo() instanceof TensorInfo info && info.type == type) {
            return info;
        }
        throw unsupported(wanted + ", but is " + node.getInfo() + "; export the model so");
    }

    private void checkClasses(long classes) {
        if (classes < 2) {
            throw unsupported("the model has " + classes + " class, a token classifier needs at least 2");
        }
        if (settings.hallucinatedClass() >= classes) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT,
                    "hallucinatedClass " + settings.hallucinatedClass() + " is not one of the model's " + classes
                            + " classes, counted from 0; correct it in " + SettingsFile.NAME);
        }
    }

    @Override
    public FloatMatrix logits(EncodedPair pair) {
        long[] ids = Arrays.stream(pair.ids().toArray()).asLongStream().toArray();
        long[] mask = new long[ids.length];
        Arrays.fill(mask, 1);
        long[] types = pair.typeIds().stream().mapToLong(Integer::longValue).toArray();
        try (OnnxTensor idTensor = row(ids);
                OnnxTensor maskTensor = row(mask);
                OnnxTensor typeTensor = row(types)) {
            Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
            inputs.put(settings.inputIds(), idTensor);
            inputs.put(settings.attentionMask(), maskTensor);
            if (withTypes) {
                inputs.put(settings.tokenTypeIds(), typeTensor);
            }
            try (OrtSession.Result result = session.run(inputs, Set.of(settings.logits()))) {
                return matrix(result, ids.length);
            }
        } catch (OrtException e) {
            throw failed(e, ids.length);
        }
    }

    private OnnxTensor row(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    private FloatMatrix matrix(OrtSession.Result result, int tokens) {
        Optional<OnnxTensor> tensor = result.get(settings.logits())
                .filter(OnnxTensor.class::isInstance)
                .map(OnnxTensor.class::cast);
        if (tensor.isEmpty()) {
            throw unsupported("output " + settings.logits() + " is not a tensor; export the model so");
        }
        long[] shape = tensor.get().getInfo().getShape();
        if (shape.length != 3 || shape[0] != 1 || shape[1] != tokens) {
            throw wrongShape(shape);
        }
        checkClasses(shape[2]);
        FloatBuffer values = tensor.get().getFloatBuffer();
        float[] all = new float[values.remaining()];
        values.get(all);
        return FloatMatrix.owning(tokens, Math.toIntExact(shape[2]), all);
    }

    private PlumblineException wrongShape(long[] shape) {
        return unsupported("output " + settings.logits() + " must be float32 [1, token, class], but is "
                + Arrays.toString(shape) + "; a token classifier is needed, not a classifier of whole texts");
    }

    private PlumblineException failed(OrtException e, int tokens) {
        // what the model's tables cannot hold: the same call fails again, so it is not an engine failure
        boolean ofInput = e.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT;
        return new PlumblineException(
                ofInput ? ErrorCode.UNSUPPORTED_MODEL : ErrorCode.ENGINE_FAILURE,
                "the classifier fails on " + tokens + " tokens: " + e.getMessage()
                        + (ofInput
                                ? "; is tokenizer.json its own, and maxTokens in " + SettingsFile.NAME
                                        + " within the positions it has?"
                                : "; see whether the machine has memory left"),
                e);
    }

    private static PlumblineException unsupported(String what) {
        return new PlumblineException(ErrorCode.UNSUPPORTED_MODEL, what);
    }

    @Override
    public String sha256() {
        return sha256;
    }

    @Override
    public String runtime() {
        return "onnxruntime " + environment.getVersion();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new PlumblineException(ErrorCode.INTERNAL, "the classifier did not close: " + e.getMessage(), e);
        }
    }
}
