package io.plumbline.model.loading;

import io.plumbline.model.ErrorCode;
import io.plumbline.model.InstrumentedModel;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.djl.DjlModel;
import io.plumbline.model.tokenizer.ChatTemplate;
import io.plumbline.model.tokenizer.ChatTemplates;
import io.plumbline.model.tokenizer.Tokenizer;
import io.plumbline.model.tokenizer.Tokenizers;
import io.plumbline.model.weights.FetchSettings;
import io.plumbline.model.weights.GgufModelWeights;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.model.weights.ModelStore;
import io.plumbline.model.weights.Progress;
import io.plumbline.model.weights.ResolvedModel;
import io.plumbline.model.weights.SafetensorsModelWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Opens weights, tokenizer and chat template of one model together. */
public final class ModelLoader {
    /**
     * The day that templates which write "today" are told, the one Llama 3.1's own template falls back to: a prompt, and so
     * a verdict, must not depend on when it is made.
     */
    private static final Clock FIXED_DAY = Clock.fixed(Instant.parse("2024-07-26T00:00:00Z"), ZoneOffset.UTC);

    private ModelLoader() {}

    /**
     * Fetches what is not in the cache, and loads.
     *
     * @throws PlumblineException if it cannot be had, is damaged, or is not supported; the message says what to do
     */
    public static LoadedModel load(ModelSource source, EngineOptions options, Progress progress) {
        return load(new ModelStore(FetchSettings.standard(), progress).resolve(source), options);
    }

    /** Loads a GGUF file, or a Hugging Face directory with safetensors. */
    public static LoadedModel load(ResolvedModel resolved, EngineOptions options) {
        return Files.isDirectory(resolved.path()) ? directory(resolved, options) : gguf(resolved, options);
    }

    private static LoadedModel gguf(ResolvedModel resolved, EngineOptions options) {
        try (GgufModelWeights weights = GgufModelWeights.open(resolved.path())) {
            ChatTemplate template = required(ChatTemplates.of(weights.metadata(), FIXED_DAY), resolved.path());
            Tokenizer tokenizer = Tokenizers.of(weights.metadata());
            InstrumentedModel model = DjlModel.load(weights, options.device(), options.format(), options.threads());
            return new LoadedModel(model, tokenizer, template, resolved.name(), resolved.sha256());
        }
    }

    private static LoadedModel directory(ResolvedModel resolved, EngineOptions options) {
        try (SafetensorsModelWeights weights = SafetensorsModelWeights.open(resolved.path())) {
            ChatTemplate template = required(ChatTemplates.ofDirectory(resolved.path(), FIXED_DAY), resolved.path());
            Tokenizer tokenizer = Tokenizers.ofDirectory(resolved.path());
            InstrumentedModel model = DjlModel.load(weights, options.device(), options.format(), options.threads());
            return new LoadedModel(model, tokenizer, template, resolved.name(), resolved.sha256());
        }
    }

    private static ChatTemplate required(Optional<ChatTemplate> template, Path path) {
        return template.orElseThrow(
                () -> new PlumblineException(
                        ErrorCode.UNSUPPORTED_MODEL,
                        path
                                + " carries no chat template, so a prompt cannot be rendered for it; use an instruction-tuned model"));
    }
}
