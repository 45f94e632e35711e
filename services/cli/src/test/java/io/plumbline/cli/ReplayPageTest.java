package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.stages.replay.ReplayReport;
import io.plumbline.stages.replay.ReplayReport.Comparison;
import io.plumbline.stages.replay.ReplayReport.Counts;
import io.plumbline.stages.replay.ReplayReport.Flip;
import io.plumbline.stages.replay.ReplayReport.Named;
import io.plumbline.stages.replay.ReplayRow;
import io.plumbline.statistics.Interval;
import io.plumbline.statistics.PairedDifference;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReplayPageTest {
    private static ReplayReport report(Map<ReplayRow.Match, Long> matches, List<Comparison> comparisons) {
        return new ReplayReport(
                "0123456789abcdef",
                "topic t <script>",
                List.of(new Named("first", "a".repeat(64)), new Named("second", "b".repeat(64))),
                10,
                List.of(new TreeMap<>(Map.of("SUPPORTED", 10L)), new TreeMap<>(Map.of("HALLUCINATED", 10L))),
                new TreeMap<>(matches),
                matches.containsKey(ReplayRow.Match.DIFFERENT) ? List.of("0:3") : List.of(),
                comparisons);
    }

    private static final Comparison PAIR = new Comparison(
            "first",
            "second",
            new Counts(10, 2, 3, 2, 1),
            Optional.of(new PairedDifference(0.1, new Interval(-0.1, 0.3, 500), 0.4)),
            500,
            Map.of("app & co", new Counts(10, 2, 3, 2, 1)),
            List.of(new Flip("0:3", "e<3>", "app & co", 0.1, 0.9, true)));

    @Test
    void thePageIsWellFormedLoadsNothingAndSaysWhatMatters() throws Exception {
        String page = ReplayPage.write(report(Map.of(ReplayRow.Match.DIFFERENT, 1L), List.of(PAIR)));
        assertThat(page)
                .contains(
                        "1 verdicts have the recorded id and other bytes",
                        "difference 0.100 [-0.100, 0.300]",
                        "e&lt;3&gt;",
                        "app &amp; co",
                        "2 (20.0 %)",
                        "3 of 10 answers change their label",
                        "href=\"#pair0\"",
                        "id=\"pair0\"")
                .doesNotContain("<script", "http://", "https://", "src=");
        String xml = page.substring(page.indexOf("<html"));
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(xml)))
                        .getElementsByTagName("table")
                        .getLength())
                .isEqualTo(5);
    }

    @Test
    void equalityIsSaidFirst() {
        assertThat(ReplayPage.write(report(Map.of(ReplayRow.Match.EQUAL, 10L), List.of())))
                .contains("Every verdict is byte for byte the recorded one.");
    }

    @Test
    void howFarTheRecordReachesIsCounted() {
        Map<ReplayRow.Match, Long> most = Map.of(
                ReplayRow.Match.EQUAL, 6L,
                ReplayRow.Match.NOT_RECORDED, 1L,
                ReplayRow.Match.LEFT_OUT, 2L,
                ReplayRow.Match.NO_VERDICT, 1L);
        assertThat(ReplayPage.write(report(most, List.of())))
                .contains("6 of 9 judged events have an equal verdict recorded; 1 have none recorded, 0 have one of"
                        + " another profile only, 2 were left out by a rule when they came.")
                .doesNotContain("Nothing recorded");
        assertThat(ReplayPage.write(report(Map.of(ReplayRow.Match.NOT_RECORDED, 10L), List.of())))
                .contains("Nothing recorded to compare with.");
    }
}
