package io.plumbline.atlas;

import io.plumbline.atlas.probe.LikelihoodProbe;
import io.plumbline.atlas.probe.Needle;
import io.plumbline.atlas.probe.NeedleProbe;
import io.plumbline.atlas.probe.NeedleProbes;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.atlas.probe.RepeatedProbe;
import io.plumbline.atlas.probe.RepeatedProbes;
import io.plumbline.model.ErrorCode;
import io.plumbline.model.Hashes;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.TokenIds;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.loading.LoadedModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All probes of a plan, made for one model, and where they come from. */
final class ProbeSet {
    /** Keeps the check's random tokens apart from detection's. */
    private static final long CHECK_SEED = 1L << 32;

    private final LoadedModel model;
    private final AtlasPlan plan;
    private final List<NeedleProbe> needles;
    private final List<RepeatedProbe> repeated;
    private final Map<String, List<LikelihoodProbe>> check = new TreeMap<>();

    ProbeSet(LoadedModel model, AtlasPlan plan, ProbeTexts texts) {
        this.model = model;
        this.plan = plan;
        this.needles = needles(
                texts.needles(Needle.Use.DETECTION),
                texts.detectionProse(),
                plan.needles().count(),
                plan.needles().haystackTokens(),
                plan.needles().depths());
        this.repeated = repeated("repeated", plan.repeats().sequences(), plan.seed());
        AtlasPlan.Check wanted = plan.check();
        List<NeedleProbe> judged = needles(
                texts.needles(Needle.Use.CHECK),
                texts.checkProse(),
                wanted.needles(),
                List.of(wanted.haystackTokens()),
                List.of(0.5));
        check.put(CausalCheck.NEEDLE, judged.stream().map(LikelihoodProbe::of).toList());
        check.put(
                CausalCheck.REPEATED,
                repeated("check", wanted.sequences(), plan.seed() + CHECK_SEED).stream()
                        .map(LikelihoodProbe::of)
                        .toList());
        check.put(CausalCheck.PLAIN, plain(texts.checkProse(), wanted.plainTexts(), wanted.plainTokens()));
    }

    private List<NeedleProbe> needles(
            List<Needle> all, List<String> prose, int count, List<Integer> lengths, List<Double> depths) {
        if (all.size() < count) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    count + " needles wanted, and there are " + all.size() + ": ask for fewer");
        }
        NeedleProbes probes = new NeedleProbes(model, prose);
        List<NeedleProbe> made = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            // every needle lies in another stretch of the prose
            int firstLine = n * prose.size() / count;
            for (int l = 0; l < lengths.size(); l++) {
                double depth = depths.get((n + l) % depths.size());
                made.add(probes.probe(all.get(n), lengths.get(l), depth, firstLine));
            }
        }
        return made;
    }

    private List<RepeatedProbe> repeated(String name, int sequences, long seed) {
        List<RepeatedProbe> made = new ArrayList<>();
        for (int i = 0; i < sequences; i++) {
            made.add(RepeatedProbes.probe(
                    name + "-" + i,
                    model.tokenizer(),
                    model.model().config().vocabulary(),
                    plan.repeats().blockTokens(),
                    plan.repeats().copies(),
                    seed + i));
        }
        return made;
    }

    private List<LikelihoodProbe> plain(List<String> prose, int count, int tokens) {
        List<LikelihoodProbe> made = new ArrayList<>();
        for (TokenIds ids : stretches(model, prose, count, tokens)) {
            made.add(new LikelihoodProbe("plain-" + made.size(), ids, new TokenSpan(0, tokens - 1)));
        }
        return made;
    }

    /** Stretches of prose at equal distances. */
    static List<TokenIds> stretches(LoadedModel model, List<String> prose, int count, int tokens) {
        TokenIds all = model.tokenizer().encode(String.join(" ", prose)).ids();
        if (all.size() < count * tokens) {
            throw new PlumblineException(
                    ErrorCode.INVALID_REQUEST,
                    count + " texts of " + tokens + " tokens wanted, and the prose has " + all.size()
                            + ": ask for fewer");
        }
        List<TokenIds> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = i * (all.size() / count);
            made.add(all.slice(start, start + tokens));
        }
        return made;
    }

    List<NeedleProbe> needles() {
        return needles;
    }

    /** Of each needle the probe with the shortest text. */
    List<NeedleProbe> shortNeedles() {
        Map<String, NeedleProbe> shortest = new LinkedHashMap<>();
        needles.forEach(probe -> shortest.merge(
                probe.group(), probe, (a, b) -> a.ids().size() <= b.ids().size() ? a : b));
        return List.copyOf(shortest.values());
    }

    List<RepeatedProbe> repeated() {
        return repeated;
    }

    /** By metric. */
    Map<String, List<LikelihoodProbe>> check() {
        return check;
    }

    /** Tokens of the check, each probe once. */
    long checkTokens() {
        return check.values().stream()
                .flatMap(List::stream)
                .mapToLong(probe -> probe.ids().size())
                .sum();
    }

    ProbeProvenance needleProvenance() {
        return new ProbeProvenance(
                hash(needles, probe -> probe.ids().sha256() + probe.targets()),
                needles.stream().map(NeedleProbe::group).toList(),
                Map.of(
                        "needles", Integer.toString(plan.needles().count()),
                        "haystackTokens", plan.needles().haystackTokens().toString(),
                        "depths", plan.needles().depths().toString(),
                        "promptTemplate", NeedleProbes.template(),
                        "texts", "needles.jsonl (detection), haystack-detection.txt"));
    }

    ProbeProvenance repeatedProvenance() {
        return new ProbeProvenance(
                hash(repeated, probe -> probe.ids().sha256()),
                repeated.stream().map(RepeatedProbe::id).toList(),
                Map.of(
                        "sequences", Integer.toString(plan.repeats().sequences()),
                        "blockTokens", Integer.toString(plan.repeats().blockTokens()),
                        "copies", Integer.toString(plan.repeats().copies())));
    }

    Map<String, ProbeProvenance> checkProvenance() {
        AtlasPlan.Check wanted = plan.check();
        Map<String, Map<String, String>> settings = Map.of(
                CausalCheck.NEEDLE,
                Map.of(
                        "needles", Integer.toString(wanted.needles()),
                        "haystackTokens", Integer.toString(wanted.haystackTokens()),
                        "depths", "[0.5]",
                        "promptTemplate", NeedleProbes.template(),
                        "texts", "needles.jsonl (check), haystack-check.txt"),
                CausalCheck.REPEATED,
                Map.of(
                        "sequences", Integer.toString(wanted.sequences()),
                        "blockTokens", Integer.toString(plan.repeats().blockTokens()),
                        "copies", Integer.toString(plan.repeats().copies())),
                CausalCheck.PLAIN,
                Map.of(
                        "plainTexts", Integer.toString(wanted.plainTexts()),
                        "plainTokens", Integer.toString(wanted.plainTokens()),
                        "texts", "haystack-check.txt"));
        Map<String, ProbeProvenance> provenance = new TreeMap<>();
        check.forEach((metric, list) -> provenance.put(
                metric,
                new ProbeProvenance(
                        hash(list, probe -> probe.ids().sha256() + probe.rows()),
                        list.stream().map(LikelihoodProbe::group).toList(),
                        settings.getOrDefault(metric, Map.of()))));
        return provenance;
    }

    private static <T> String hash(List<T> probes, Function<T, String> text) {
        return Hashes.sha256(
                probes.stream().map(text).collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8));
    }
}
