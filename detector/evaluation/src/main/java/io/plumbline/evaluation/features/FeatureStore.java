package io.plumbline.evaluation.features;

import io.plumbline.model.CharSpan;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.npz.NpyArray;
import io.plumbline.model.npz.NpzArchive;
import io.plumbline.model.npz.NpzReader;
import io.plumbline.model.npz.NpzWriter;
import io.plumbline.prompt.Passage;
import io.plumbline.prompt.PromptTemplate;
import io.plumbline.prompt.RagExample;
import io.plumbline.scoring.Examination;
import io.plumbline.scoring.ExaminedWindow;
import io.plumbline.scoring.Examiner;
import io.plumbline.scoring.TokenSignal;
import io.plumbline.scoring.Unexaminable;
import io.plumbline.scoring.feature.Feature;
import io.plumbline.scoring.feature.FeatureKind;
import io.plumbline.scoring.feature.FeatureReader;
import io.plumbline.scoring.feature.FeatureTable;
import io.plumbline.scoring.profile.EvidenceRule;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.scoring.profile.WindowRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Examinations of answers, each run once and kept on disk by what it depends on: text, features, model, templates, windows and
 * the environment. A second run, or one after a kill, recomputes nothing; any number of profiles can be fitted and judged on
 * what is there. A file is whole or absent: it is written beside and moved into place.
 */
public final class FeatureStore {
    private final Examiner examiner;
    private final List<Feature> features;
    private final Optional<TokenSignal> classifier;
    private final Path directory;
    private final String identity;

    /**
     * A store without a classifier.
     *
     * @param features what to read of the passes; order and repetition do not matter
     * @param directory where files are kept; made when the first is written
     */
    public FeatureStore(
            LoadedModel loaded,
            PromptTemplate template,
            ScoringMode mode,
            WindowRule windows,
            Iterable<Feature> features,
            Path directory) {
        this(loaded, template, mode, windows, features, Optional.empty(), directory);
    }

    /**
     * A store.
     *
     * @param features what to read of the passes; order and repetition do not matter
     * @param classifier whose probabilities stand beside the passes' features
     * @param directory where files are kept; made when the first is written
     */
    public FeatureStore(
            LoadedModel loaded,
            PromptTemplate template,
            ScoringMode mode,
            WindowRule windows,
            Iterable<Feature> features,
            Optional<TokenSignal> classifier,
            Path directory) {
        TreeSet<Feature> sorted = new TreeSet<>();
        features.forEach(sorted::add);
        FeatureReader reader = new FeatureReader(mode, sorted);
        this.features = Stream.concat(
                        reader.features().stream(), classifier.stream().map(c -> Feature.of(FeatureKind.CLASSIFIER)))
                .toList();
        this.classifier = classifier;
        this.directory = directory;
        this.examiner = new Examiner(loaded, template, windows, reader, EvidenceRule.OFF);
        this.identity = String.join(
                "|",
                loaded.modelSha256(),
                loaded.tokenizer().sha256(),
                loaded.chatTemplate().sha256(),
                template.sha256(),
                mode.name(),
                windows.toString(),
                loaded.model().environment().toString(),
                this.features.toString(),
                classifier.map(c -> c.sha256() + c.environment()).orElse(""));
    }

    /** The features read: those of the passes ascending, then the classifier's. */
    public List<Feature> features() {
        return features;
    }

    /**
     * The examination, from disk or computed.
     *
     * @throws Unexaminable as {@link Examiner#examine} says
     */
    public Examination examine(RagExample example) throws IOException, Unexaminable {
        Path file = file(example);
        if (Files.exists(file)) {
            Optional<Examination> kept = read(file);
            if (kept.isPresent()) {
                return kept.get();
            }
        }
        Examination passes = examiner.examine(example);
        Examination examination = classifier.isPresent() ? classifier.get().addTo(example, passes) : passes;
        write(file, examination);
        return examination;
    }

    /** Whether the examination is on disk. */
    public boolean has(RagExample example) {
        return Files.exists(file(example));
    }

    /** Keeps an examination that was made elsewhere with the same features, model and settings. */
    public void put(RagExample example, Examination examination) throws IOException {
        if (!examination.windows().get(0).table().features().equals(features)) {
            throw new IllegalArgumentException("the examination holds other features");
        }
        write(file(example), examination);
    }

    private Path file(RagExample example) {
        StringBuilder all = new StringBuilder(identity);
        add(example.question().map(q -> "?" + q).orElse(""), all);
        for (Passage passage : example.passages()) {
            add(passage.title(), all);
            add(passage.text(), all);
        }
        add(example.response(), all);
        String key = Hashes.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
        return directory.resolve(key.substring(0, 2)).resolve(key + ".npz");
    }

    /** With its length, so that no two lists of parts look alike. */
    private static void add(String part, StringBuilder all) {
        all.append('|').append(part.length()).append(':').append(part);
    }

    private static void write(Path file, Examination examination) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        int[] spans = examination.tokens().stream()
                .flatMapToInt(span -> IntStream.of(span.start(), span.end()))
                .toArray();
        arrays.put("spans", NpyArray.of(spans, examination.tokens().size(), 2));
        arrays.put("prompt_tokens", NpyArray.of(new int[] {examination.promptTokens()}, 1));
        arrays.put(
                "context_tokens",
                NpyArray.of(
                        examination.windows().stream()
                                .mapToInt(ExaminedWindow::contextTokens)
                                .toArray(),
                        examination.windows().size()));
        for (int w = 0; w < examination.windows().size(); w++) {
            arrays.put(
                    "window_" + w,
                    NpyArray.of(examination.windows().get(w).table().values()));
        }
        Files.createDirectories(file.getParent());
        Path partial = Files.createTempFile(file.getParent(), "", ".part");
        NpzWriter.write(partial, arrays);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Empty if the file is damaged: it is then computed anew. */
    private Optional<Examination> read(Path file) throws IOException {
        try {
            NpzArchive arrays = NpzReader.read(file);
            int[] spans = arrays.get("spans").toInts();
            List<CharSpan> tokens = new ArrayList<>();
            for (int i = 0; i < spans.length; i += 2) {
                tokens.add(new CharSpan(spans[i], spans[i + 1]));
            }
            int[] context = arrays.get("context_tokens").toInts();
            List<ExaminedWindow> windows = new ArrayList<>();
            for (int w = 0; w < context.length; w++) {
                FloatMatrix values = arrays.get("window_" + w).toMatrix();
                windows.add(new ExaminedWindow(
                        new FeatureTable(features, values), context[w], List.of(), Optional.empty()));
            }
            return Optional.of(
                    new Examination(tokens, windows, arrays.get("prompt_tokens").toInts()[0]));
        } catch (PlumblineException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
