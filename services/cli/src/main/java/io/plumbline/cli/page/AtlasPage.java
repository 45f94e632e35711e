package io.plumbline.cli.page;

import io.plumbline.atlas.AtlasComparison;
import io.plumbline.atlas.CausalCheck;
import io.plumbline.atlas.Finding;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.ModelIdentity;
import io.plumbline.atlas.ScoreFamily;
import io.plumbline.evaluation.report.Html;
import io.plumbline.model.HeadId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An atlas, or two side by side, as one HTML file: a heat map of layers and heads for each score, the knock-outs, how far scores
 * agree, and a section for each head that some score ranks high. No script, no request to anywhere.
 */
public final class AtlasPage {
    /** Best heads of each score that have a section. */
    private static final int SHOWN = 12;
    /** More sections than this would make a page that browsers open slowly. */
    private static final int MOST_SECTIONS = 300;
    /** Heads whose overlap is told, as a share of all: 13 of the default model's 270. */
    private static final double TOP_SHARE = 0.05;

    private final Html html = new Html();
    private final List<HeadAtlas> atlases;
    private int pictures;

    private AtlasPage(List<HeadAtlas> atlases) {
        this.atlases = atlases;
    }

    /** The page of one atlas. */
    public static String write(HeadAtlas atlas) {
        AtlasPage page = new AtlasPage(List.of(atlas));
        return page.single(atlas);
    }

    /** The page of two: runs of one model, or models. */
    public static String compare(HeadAtlas first, HeadAtlas second) {
        return new AtlasPage(List.of(first, second)).both(first, second);
    }

    private String single(HeadAtlas atlas) {
        List<HeadId> heads = shown(atlas);
        start("Head atlas of " + atlas.model().name(), about(atlas));
        findings(atlas.details().findings());
        html.open("section", "id", "maps").leaf("h2", "Scores");
        maps(heads);
        html.close();
        agreement(atlas);
        knockouts(atlas.causal());
        html.open("section", "id", "heads").leaf("h2", "Heads");
        html.leaf(
                "p",
                "The " + heads.size() + " heads that are among the best " + SHOWN + " of some score.",
                "class",
                "fine");
        HeadSections sections = new HeadSections(html, atlas);
        heads.forEach(sections::write);
        html.close();
        return finish();
    }

    private String both(HeadAtlas first, HeadAtlas second) {
        start(
                "Head atlases of " + first.model().name() + " and "
                        + second.model().name(),
                "A: " + about(first) + ". B: " + about(second));
        html.open("section", "id", "agreement").leaf("h2", "How far the two agree");
        if (first.model().allHeads().equals(second.model().allHeads())) {
            html.open("div", "class", "scroll").open("table");
            html.leaf("caption", "A against B, all heads");
            row("th", List.of("score", "Spearman", "shared of the top", ""));
            for (String name : common(first, second)) {
                row("td", compared(name, first, second));
            }
            html.close().close();
        } else {
            html.leaf("p", "The models have other heads: only the maps can be compared.", "class", "fine");
        }
        html.leaf(
                "p",
                "Retrieval heads: " + names(first.retrieval().heads()) + " and "
                        + names(second.retrieval().heads()) + ".");
        html.close();
        html.open("section", "id", "maps").leaf("h2", "Scores");
        maps(List.of());
        html.close();
        return finish();
    }

    private List<String> compared(String name, HeadAtlas first, HeadAtlas second) {
        ScoreFamily a = first.family(name);
        ScoreFamily b = second.family(name);
        int k = Math.max(1, (int) (TOP_SHARE * a.scores().size()));
        AtlasComparison comparison = AtlasComparison.of(a.table(), b.table(), List.of(k));
        return List.of(
                name,
                spearman(comparison),
                comparison.overlaps().get(0).shared() + " of " + k,
                a.version() == b.version() ? "" : "other formulas: version " + a.version() + " and " + b.version());
    }

    private static Set<String> common(HeadAtlas first, HeadAtlas second) {
        Set<String> names = new TreeSet<>(first.families().keySet());
        names.retainAll(second.families().keySet());
        return names;
    }

    private static String about(HeadAtlas atlas) {
        ModelIdentity model = atlas.model();
        return model.layers() + " layers of " + model.heads() + " heads, " + model.kvHeads()
                + " of keys and values; retrieval heads "
                + names(atlas.retrieval().heads())
                + (atlas.retrieval().confirmed() ? " (confirmed by knock-out)" : " (not confirmed by knock-out)")
                + "; model " + model.modelSha256().substring(0, 12) + ", "
                + atlas.environment().fingerprint() + ", seed " + atlas.seed();
    }

    private void start(String title, String about) {
        html.openPage(title, "maps");
        html.open("header").leaf("h1", title).leaf("p", about, "class", "lead").close();
        html.open("main");
    }

    private String finish() {
        html.close().close().close();
        return html.finish();
    }

    private List<HeadId> shown(HeadAtlas atlas) {
        Set<HeadId> heads = new TreeSet<>(atlas.retrieval().heads());
        atlas.families().keySet().forEach(name -> heads.addAll(atlas.top(name, SHOWN)));
        return heads.stream().limit(MOST_SECTIONS).toList();
    }

    private void findings(Map<String, Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        html.open("section", "id", "findings", "class", "notes").leaf("h3", "What was found about the model");
        html.open("ul");
        findings.forEach((name, finding) -> html.open("li")
                .leaf("strong", name + ": ")
                .text(finding.text())
                .text(finding.numbers().isEmpty() ? "" : " " + numbers(finding.numbers()))
                .close());
        html.close().close();
    }

    private static String numbers(Map<String, Double> numbers) {
        return numbers.entrySet().stream()
                .map(entry -> entry.getKey() + " " + number(entry.getValue()))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private void maps(Collection<HeadId> linked) {
        Set<String> names = new TreeSet<>();
        atlases.forEach(atlas -> names.addAll(atlas.families().keySet()));
        for (String name : names) {
            html.open("article").leaf("h3", name, "id", "score-" + name);
            atlases.stream()
                    .filter(atlas -> atlas.families().containsKey(name))
                    .findFirst()
                    .ifPresent(atlas -> html.leaf("p", atlas.family(name).definition(), "class", "fine"));
            for (HeadAtlas atlas : atlases) {
                if (atlas.families().containsKey(name)) {
                    String title = (atlases.size() > 1 ? (atlases.indexOf(atlas) == 0 ? "A: " : "B: ") : "") + name;
                    HeatMap.draw(
                            html, "map" + ++pictures, title, atlas.model(), atlas.family(name), Set.copyOf(linked));
                }
            }
            html.close();
        }
    }

    /** Which scores choose the same heads. */
    private void agreement(HeadAtlas atlas) {
        List<String> names = List.copyOf(atlas.families().keySet());
        int heads = atlas.model().allHeads().size();
        int k = Math.max(1, (int) (TOP_SHARE * heads));
        html.open("section", "id", "agreement").leaf("h2", "Which scores choose the same heads");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "agreement of scores");
        html.open("table").leaf("caption", "heads that two scores share among their best " + k);
        List<String> header = new ArrayList<>(List.of(""));
        header.addAll(names);
        row("th", header);
        for (String name : names) {
            List<String> cells = new ArrayList<>(List.of(name));
            for (String other : names) {
                AtlasComparison comparison = AtlasComparison.of(
                        atlas.family(name).table(), atlas.family(other).table(), List.of(k));
                cells.add(name.equals(other) ? "" : comparison.overlaps().get(0).shared() + "");
            }
            row("td", cells);
        }
        html.close().close().close();
    }

    private void knockouts(List<CausalCheck> checks) {
        html.open("section", "id", "knockouts").leaf("h2", "Knocked out");
        html.leaf(
                "p",
                "Negative log-likelihood a token, nats, on texts that detection has not seen: of the whole model, without the"
                        + " heads, and without as many random heads of the same layers (least and most of the control sets). Excess: the"
                        + " difference to the controls' mean, 95 % interval by bootstrap.",
                "class",
                "fine");
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "knock-outs");
        html.open("table").leaf("caption", "sets of heads knocked out");
        row("th", List.of("set", "text", "whole", "without", "controls", "excess", "heads"));
        for (CausalCheck check : checks) {
            new TreeMap<>(check.effects())
                    .forEach((metric, effect) -> row(
                            "td",
                            List.of(
                                    check.name(),
                                    metric,
                                    number(effect.base()),
                                    number(effect.knockedOut()),
                                    number(Collections.min(effect.controls())) + " to "
                                            + number(Collections.max(effect.controls())),
                                    number(effect.excess().mean()) + " ["
                                            + number(effect.excess().low()) + ", "
                                            + number(effect.excess().high()) + "]",
                                    names(check.heads()))));
        }
        html.close().close().close();
    }

    private void row(String cell, List<String> cells) {
        html.open("tr");
        for (int i = 0; i < cells.size(); i++) {
            html.leaf(i == 0 ? "th" : cell, cells.get(i));
        }
        html.close();
    }

    private static String spearman(AtlasComparison comparison) {
        return comparison.spearman().isPresent() ? number(comparison.spearman().getAsDouble()) : "none (a constant)";
    }

    static String names(List<HeadId> heads) {
        return heads.isEmpty() ? "none" : heads.stream().map(HeadId::toString).collect(Collectors.joining(" "));
    }

    /** Three decimals, and never in the reader's own format. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
