package io.plumbline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.ActivationTrace;
import io.plumbline.model.Capture;
import io.plumbline.model.CapturePlan;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.FloatMatrix;
import io.plumbline.model.ForwardRequest;
import io.plumbline.model.HeadId;
import io.plumbline.model.KeySet;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.Reduction;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.npz.NpyArray;
import io.plumbline.model.npz.NpzWriter;
import io.plumbline.scoring.pks.ParametricKnowledgeScorer;
import io.plumbline.scoring.profile.ScoringMode;
import io.plumbline.stages.ScoringRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = {
            "The researcher's door: writes what the scores are made of, for comparison with your own code.",
            "",
            "INPUT is JSON: {\"text\": rendered prompt, \"response\": answer, \"context\": part of the prompt}",
            "or {\"input_ids\": [...], \"P\": number of prompt tokens, \"c0\": ..., \"c1\": context tokens [c0, c1)}.",
            "",
            "OUT.npz holds ids [N], P, c0, c1, heads [H x 2], layers [L], nll [n], top1 [n], and for each mode",
            "  legacy: ecs_legacy [n x H], pks_legacy [n x L] (1e6 * nats / vocabulary), k_legacy",
            "  strict: ecs_strict [n x H] (keys = context), jsd_strict [n x L] (nats), k_strict",
            "Row r is position P-1+r, which predicts token P+r. OUT.json holds the same without the matrices.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  plumbline trace input.json --out trace --heads 17-3,12-1 --layers 20,21 --mode strict",
            "  python3 -c \"import numpy; print(numpy.load('trace.npz')['ecs_strict'])\""
        })
final class TraceCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Which formulas. */
    enum Mode {
        STRICT,
        LEGACY,
        BOTH;

        boolean has(ScoringMode mode) {
            return this == BOTH || name().equals(mode.name());
        }
    }

    @Parameters(paramLabel = "INPUT", description = "JSON file")
    private Path input = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "OUT", description = "writes OUT.npz and OUT.json")
    private String out = "";

    @Option(names = "--heads", defaultValue = "all", description = "all, or layer-head,... (${DEFAULT-VALUE})")
    private String heads = "all";

    @Option(names = "--layers", defaultValue = "all", description = "all, or 0,1,5,... (${DEFAULT-VALUE})")
    private String layers = "all";

    @Option(names = "--mode", defaultValue = "both", description = "strict, legacy or both (${DEFAULT-VALUE})")
    private Mode mode = Mode.BOTH;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        refuseToOverwriteInput();
        try (ScoringRuntime runtime = model.open()) {
            TraceInput traced = TraceInput.read(input, runtime.model().tokenizer());
            ModelConfig config = runtime.model().model().config();
            List<HeadId> wantedHeads = heads(config);
            List<Integer> wantedLayers = layers(config);
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            describe(arrays, traced, wantedHeads, wantedLayers);
            measure(arrays, runtime, traced, wantedHeads, wantedLayers);
            NpzWriter.write(Path.of(out + ".npz"), arrays);
            JSON.writerWithDefaultPrettyPrinter()
                    .writeValue(Path.of(out + ".json").toFile(), summary(runtime, traced, wantedHeads, wantedLayers));
        }
        spec.commandLine().getOut().println("wrote " + out + ".npz and " + out + ".json");
        return 0;
    }

    private void refuseToOverwriteInput() throws IOException {
        for (Path written : List.of(Path.of(out + ".npz"), Path.of(out + ".json"))) {
            if (Files.exists(written) && Files.exists(input) && Files.isSameFile(written, input)) {
                throw new PlumblineException(
                        ErrorCode.INVALID_REQUEST,
                        "--out " + out + " would overwrite the input " + input + ": name another");
            }
        }
    }

    private static void describe(
            Map<String, NpyArray> arrays, TraceInput traced, List<HeadId> heads, List<Integer> layers) {
        arrays.put("ids", NpyArray.of(traced.ids().toArray(), traced.ids().size()));
        arrays.put("P", NpyArray.of(new int[] {traced.promptTokens()}));
        arrays.put("c0", NpyArray.of(new int[] {traced.context().start()}));
        arrays.put("c1", NpyArray.of(new int[] {traced.context().end()}));
        int[] flat = heads.stream()
                .flatMapToInt(head -> IntStream.of(head.layer(), head.head()))
                .toArray();
        arrays.put("heads", NpyArray.of(flat, heads.size(), 2));
        arrays.put(
                "layers",
                NpyArray.of(layers.stream().mapToInt(Integer::intValue).toArray(), layers.size()));
    }

    private void measure(
            Map<String, NpyArray> arrays,
            ScoringRuntime runtime,
            TraceInput traced,
            List<HeadId> heads,
            List<Integer> layers) {
        TokenSpan rows = new TokenSpan(traced.promptTokens() - 1, traced.ids().size() - 1);
        Reduction.NextToken next = new Reduction.NextToken(rows);
        List<Capture> captures = new ArrayList<>(List.of(next));
        Map<ScoringMode, Reduction.AttendedStateCosine> ecs = new LinkedHashMap<>();
        for (ScoringMode one : ScoringMode.values()) {
            if (mode.has(one) && !(one == ScoringMode.STRICT && traced.context().isEmpty())) {
                ecs.put(one, cosine(one, traced, heads, rows));
                captures.add(ecs.get(one));
                captures.addAll(new ParametricKnowledgeScorer(one, layers).captures(rows));
            }
        }
        if (ecs.isEmpty()) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "strict needs the context: give context, or c0 and c1, in the input");
        }
        ActivationTrace trace =
                runtime.model().model().forward(ForwardRequest.of(traced.ids(), CapturePlan.of(captures)));
        FloatMatrix tokens = trace.get(next);
        arrays.put("nll", NpyArray.of(tokens.column(0), rows.length()));
        int[] top1 = new int[rows.length()];
        for (int r = 0; r < top1.length; r++) {
            top1[r] = (int) tokens.at(r, 2);
        }
        arrays.put("top1", NpyArray.of(top1, rows.length()));
        ecs.forEach((one, capture) -> {
            boolean legacy = one == ScoringMode.LEGACY;
            String suffix = legacy ? "_legacy" : "_strict";
            arrays.put("k" + suffix, NpyArray.of(new int[] {capture.topKeys()}));
            arrays.put("ecs" + suffix, NpyArray.of(trace.get(capture)));
            FloatMatrix nats = new ParametricKnowledgeScorer(one, layers).read(trace, rows);
            int vocabulary = runtime.model().model().config().vocabulary();
            arrays.put(
                    legacy ? "pks_legacy" : "jsd_strict", legacy ? legacyUnits(nats, vocabulary) : NpyArray.of(nats));
        });
    }

    private static NpyArray legacyUnits(FloatMatrix nats, int vocabulary) {
        float[] values = nats.toArray();
        double[] scaled = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = ParametricKnowledgeScorer.legacyUnit(values[i], vocabulary);
        }
        return NpyArray.of(scaled, nats.rows(), nats.columns());
    }

    private static Reduction.AttendedStateCosine cosine(
            ScoringMode mode, TraceInput traced, List<HeadId> heads, TokenSpan rows) {
        boolean strict = mode == ScoringMode.STRICT;
        KeySet keys = strict
                ? KeySet.range(traced.context().start(), traced.context().end())
                : KeySet.range(0, traced.promptTokens());
        int topKeys = keys.size() / 10;
        if (topKeys == 0 && !strict) {
            throw new PlumblineException(
                    ErrorCode.INVALID_INPUT, "legacy needs a prompt of at least 10 tokens: use --mode strict");
        }
        return new Reduction.AttendedStateCosine(heads, keys, Math.max(1, topKeys), rows);
    }

    private static ObjectNode summary(
            ScoringRuntime runtime, TraceInput traced, List<HeadId> heads, List<Integer> layers) {
        ObjectNode json = JSON.createObjectNode();
        json.put("model", runtime.model().name());
        json.put("model_sha256", runtime.model().modelSha256());
        json.put("tokenizer_sha256", runtime.model().tokenizer().sha256());
        json.put("environment", runtime.model().model().environment().fingerprint());
        json.put("N", traced.ids().size());
        json.put("P", traced.promptTokens());
        json.put("n", traced.ids().size() - traced.promptTokens());
        json.put("c0", traced.context().start());
        json.put("c1", traced.context().end());
        json.put("ids_sha256", traced.ids().sha256());
        ArrayNode named = json.putArray("heads");
        heads.forEach(head -> named.add(head.toString()));
        layers.forEach(json.putArray("layers")::add);
        return json;
    }

    private List<HeadId> heads(ModelConfig config) {
        if (heads.equals("all")) {
            return IntStream.range(0, config.layers() * config.heads())
                    .mapToObj(i -> new HeadId(i / config.heads(), i % config.heads()))
                    .toList();
        }
        return RetrievalHeads.parse(List.of(heads.split(",", -1)));
    }

    private List<Integer> layers(ModelConfig config) {
        if (layers.equals("all")) {
            return IntStream.range(0, config.layers()).boxed().toList();
        }
        try {
            return List.of(layers.split(",", -1)).stream()
                    .map(text -> Integer.valueOf(text.strip()))
                    .toList();
        } catch (NumberFormatException e) {
            throw new PlumblineException(ErrorCode.INVALID_REQUEST, "--layers: numbers, such as 0,1,5", e);
        }
    }
}
