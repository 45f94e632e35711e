package io.plumbline.model.loading;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.ModelWeights;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.djl.DjlModel;
import io.plumbline.model.tokenizer.ChatTemplate;
import io.plumbline.model.tokenizer.ChatTemplates;
import io.plumbline.model.tokenizer.Tokenizer;
import io.plumbline.model.tokenizer.Tokenizers;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.GgufModelWeights;
import io.plumbline.model.weights.ModelFiles;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.model.weights.ResolvedModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Brings a model to this machine if need be, and loads it. */
public final class ModelLoader {
    /**
     * What templates that print today's date are told: a score must not depend on the day. Llama 3.1's template itself falls
     * back on this date.
     */
    private static final Clock FIXED_DATE = Clock.fixed(Instant.parse("2024-07-26T00:00:00Z"), ZoneOffset.UTC);

    private ModelLoader() {}

    /** As {@link #load(ModelSource, EngineOptions, FetchSettings, Progress)}, with the standard settings. */
    public static LoadedModel load(ModelSource source, EngineOptions options, Progress progress) {
        return load(source, options, FetchSettings.standard(), progress);
    }

    /** Loads a GGUF file, or the directory of a Hugging Face model. */
    public static LoadedModel load(Path path, EngineOptions options, Progress progress) {
        return load(new ModelSource.Local(path), options, progress);
    }

    /**
     * Fetches the model unless it is in the cache, and loads weights, tokenizer and chat template.
     *
     * @throws PlumblineException MODEL_NOT_REACHABLE or CHECKSUM_MISMATCH (cannot be fetched), MODEL_FILE_CORRUPT,
     *     UNSUPPORTED_MODEL (also: has no chat template), ENGINE_FAILURE (no libtorch, no such device), OUT_OF_MEMORY
     */
    public static LoadedModel load(
            ModelSource source, EngineOptions options, FetchSettings settings, Progress progress) {
        keepNativeLibrariesIn(settings.cacheDirectory().resolve("djl"));
        ResolvedModel resolved = new ModelStore(settings, progress).resolve(source);
        try (ModelWeights weights = ModelFiles.open(resolved.path())) {
            return weights instanceof GgufModelWeights gguf
                    ? assemble(
                            resolved,
                            weights,
                            options,
                            ChatTemplates.of(gguf.metadata(), FIXED_DATE),
                            Tokenizers.of(gguf.metadata()))
                    : assemble(
                            resolved,
                            weights,
                            options,
                            ChatTemplates.ofDirectory(resolved.path(), FIXED_DATE),
                            Tokenizers.ofDirectory(resolved.path()));
        }
    }

    private static LoadedModel assemble(
            ResolvedModel resolved,
            ModelWeights weights,
            EngineOptions options,
            Optional<ChatTemplate> template,
            Tokenizer tokenizer) {
        try {
            ChatTemplate present = template.orElseThrow(() -> new PlumblineException(
                    ErrorCode.UNSUPPORTED_MODEL,
                    resolved.path() + " has no chat template; use an instruction-tuned model"));
            InstrumentedModel model = DjlModel.load(weights, options.device(), options.format(), options.threads());
            return new LoadedModel(
                    model,
                    tokenizer,
                    present,
                    resolved.name(),
                    resolved.sha256(),
                    () -> ModelFiles.open(resolved.path()));
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    /** DJL unpacks libtorch (450 MB) and the tokenizer library there; whoever has set another place keeps it. */
    private static void keepNativeLibrariesIn(Path directory) {
        if (System.getProperty("DJL_CACHE_DIR") == null && System.getenv("DJL_CACHE_DIR") == null) {
            System.setProperty("DJL_CACHE_DIR", directory.toString());
        }
    }
}
