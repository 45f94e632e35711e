package io.plumbline.atlas;

import io.plumbline.model.HeadId;
import io.plumbline.model.HeadTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An atlas as text that a person reads on a terminal. */
public final class AtlasReport {
    private static final double ANY = 0.1;
    private static final double STRONG = 0.5;
    private static final double TOP_SHARE = 0.05;
    private static final int LINE = 118;

    private AtlasReport() {}

    /**
     * The report, line by line.
     *
     * @param top heads shown of each family
     */
    public static List<String> lines(HeadAtlas atlas, int top) {
        List<String> lines = new ArrayList<>();
        ModelIdentity model = atlas.model();
        lines.add("Head atlas of " + model.name() + ": " + model.layers() + " layers of " + model.heads()
                + " query heads, " + model.kvHeads() + " key/value heads");
        lines.add("  model       " + model.modelSha256());
        lines.add("  measured on " + atlas.environment().fingerprint() + ", seed " + atlas.seed());
        lines.add("");
        lines.add("Retrieval heads: " + names(atlas.retrieval().heads())
                + (atlas.retrieval().confirmed() ? "  (confirmed by knock-out)" : "  (NOT confirmed by knock-out)"));
        wrapped(atlas.retrieval().rule(), "  ", lines);
        for (Map.Entry<String, ScoreFamily> entry : atlas.families().entrySet()) {
            lines.add("");
            family(entry.getKey(), entry.getValue(), top, lines);
        }
        lines.add("");
        causal(atlas.causal(), lines);
        if (!atlas.details().findings().isEmpty()) {
            lines.add("");
            lines.add("FOUND");
            atlas.details().findings().forEach((name, finding) -> wrapped(name + ": " + finding.text(), "  ", lines));
        }
        return lines;
    }

    /** The heads of a table, best first. */
    public static List<String> lines(HeadTable table, int top) {
        List<String> lines = new ArrayList<>();
        lines.add("Head table: " + table.scores().size() + " heads");
        int rank = 0;
        for (HeadId head : table.top(top)) {
            lines.add(String.format(Locale.ROOT, "  %3d. %-7s %.3f", ++rank, head, table.mean(head)));
        }
        return lines;
    }

    private static void family(String name, ScoreFamily family, int top, List<String> lines) {
        lines.add(name.toUpperCase(Locale.ROOT));
        wrapped(family.definition(), "  ", lines);
        lines.add("  " + family.probes().count() + " probes in "
                + family.probes().groups().stream().distinct().count() + " groups; " + spread(family));
        halves(family).ifPresent(lines::add);
        int rank = 0;
        List<HeadId> ranking = family.ranking();
        for (HeadId head : ranking.subList(0, Math.min(top, ranking.size()))) {
            HeadScore score = family.score(head);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %3d. %-7s %.3f [%.3f, %.3f]  %s",
                    ++rank,
                    head,
                    score.mean(),
                    score.low(),
                    score.high(),
                    "#".repeat((int) Math.round(40 * Math.min(1, Math.max(0, score.mean()))))));
        }
    }

    private static String spread(ScoreFamily family) {
        int any = 0;
        int strong = 0;
        int zero = 0;
        for (HeadScore score : family.scores().values()) {
            any += score.mean() >= ANY ? 1 : 0;
            strong += score.mean() >= STRONG ? 1 : 0;
            zero += score.mean() == 0 ? 1 : 0;
        }
        return "of " + family.scores().size() + " heads " + strong + " reach 0.5, " + any + " reach 0.1, " + zero
                + " are exactly 0";
    }

    /** Agreement of the scores from every other group with those from the rest: how far chance goes. */
    private static Optional<String> halves(ScoreFamily family) {
        List<String> groups = family.probes().groups().stream().distinct().toList();
        if (groups.size() < 2) {
            return Optional.empty();
        }
        int k = Math.max(1, (int) (TOP_SHARE * family.scores().size()));
        AtlasComparison halves = AtlasComparison.of(half(family, groups, 0), half(family, groups, 1), List.of(k));
        return Optional.of("  split half: Spearman " + rounded(halves) + ", top " + k + " share "
                + halves.overlaps().get(0).shared());
    }

    private static HeadTable half(ScoreFamily family, List<String> groups, int which) {
        Map<HeadId, List<Double>> values = new TreeMap<>();
        family.scores().forEach((head, score) -> {
            List<Double> ofHead = new ArrayList<>();
            for (int i = 0; i < score.probes().size(); i++) {
                if (groups.indexOf(family.probes().groups().get(i)) % 2 == which) {
                    ofHead.add(score.probes().get(i));
                }
            }
            values.put(head, ofHead);
        });
        return new HeadTable(values);
    }

    private static void causal(List<CausalCheck> causal, List<String> lines) {
        lines.add("KNOCK-OUT");
        wrapped(
                "negative log-likelihood a token, nats, on texts that detection has not seen: whole model -> without the"
                        + " heads, beside the range without as many random heads of the same layers; in brackets the 95 %"
                        + " interval of the difference to the mean of those",
                "  ", lines);
        for (CausalCheck check : causal) {
            lines.add("  " + check.name() + ": " + names(check.heads()) + ", " + check.mode() + ", "
                    + check.controls().size() + " control sets");
            check.effects()
                    .forEach((metric, effect) -> lines.add(String.format(
                            Locale.ROOT,
                            "    %-12s %6.2f -> %6.2f   controls %.2f to %.2f   excess %+.2f [%+.2f, %+.2f]",
                            metric,
                            effect.base(),
                            effect.knockedOut(),
                            Collections.min(effect.controls()),
                            Collections.max(effect.controls()),
                            effect.excess().mean(),
                            effect.excess().low(),
                            effect.excess().high())));
        }
    }

    private static String rounded(AtlasComparison comparison) {
        return comparison.spearman().isPresent()
                ? String.format(Locale.ROOT, "%.3f", comparison.spearman().getAsDouble())
                : "none (a constant)";
    }

    private static String names(List<HeadId> heads) {
        return heads.isEmpty() ? "none" : heads.stream().map(HeadId::toString).collect(Collectors.joining(" "));
    }

    private static void wrapped(String text, String indent, List<String> lines) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() > LINE) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(indent);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
    }
}
