package io.plumbline.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.evaluation.metric.EvaluationReport;
import io.plumbline.evaluation.metric.SliceKind;
import io.plumbline.evaluation.report.Table.Row;
import io.plumbline.evaluation.run.Synthetic;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReportsTest {
    private static final int RESAMPLES = 30;

    private EvaluationReport report;
    private String html;
    private Document page;

    @BeforeAll
    void evaluate() throws Exception {
        report = Synthetic.report(RESAMPLES);
        html = HtmlReport.write(report);
        String xml = html.substring(html.indexOf('\n') + 1);
        page = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private List<String> select(String path) throws Exception {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add(nodes.item(i).getTextContent());
        }
        return found;
    }

    @Test
    void thePageAsksNobodyForAnything() throws Exception {
        assertThat(html).doesNotContain("http:", "https:", "//", "<script", "@import", "url(", "javascript:");
        assertThat(select("//@src")).isEmpty();
        assertThat(select("//@href")).isNotEmpty().allMatch(target -> target.startsWith("#"));
        assertThat(select("//meta[@http-equiv='Content-Security-Policy']/@content"))
                .containsExactly("default-src 'none'; style-src 'unsafe-inline'");
    }

    @Test
    void everyLinkHasATargetAndEveryPictureAText() throws Exception {
        List<String> ids = select("//@id");
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        assertThat(select("//@href")).allMatch(target -> ids.contains(target.substring(1)));
        assertThat(select("//svg[@role='img']")).hasSameSizeAs(select("//svg[@role='img']/title"));
        assertThat(select("//svg[not(@role='img') and not(@aria-hidden)]")).isEmpty();
        assertThat(select("//table")).hasSameSizeAs(select("//table/caption"));
        assertThat(select("//thead//th[not(@scope='col')]")).isEmpty();
        assertThat(select("//html/@lang")).containsExactly("en");
    }

    @Test
    void whatAReaderMustKnowIsThere() throws Exception {
        String text = String.join(" ", select("//body"));
        assertThat(text)
                .contains("seed 20261123")
                .contains(RESAMPLES + " resamples")
                .contains("percentile bootstrap")
                .contains("made/dialogue: 320 answers, 161 hallucinated")
                .contains("Split: test.")
                .contains("not available")
                .contains("Pooled figures reward knowing which set or task");
        for (String profile : report.scorers().stream()
                .flatMap(card -> card.profileId().stream())
                .toList()) {
            assertThat(text).contains(profile);
        }
        for (SliceKind kind : List.of(SliceKind.SET, SliceKind.POOLED)) {
            report.slices(kind).forEach(slice -> slice.scorers().forEach(result -> result.auroc()
                    .ifPresent(auroc -> assertThat(text).contains(Numbers.estimate(auroc)))));
        }
        assertThat(select("//table[caption[starts-with(., 'made/edits: 240')]]/tbody/tr/th"))
                .as("every baseline stands in every table")
                .contains(
                        "word novelty", "length", "task prior", "perplexity", "token entropy", "embedding similarity");
    }

    @Test
    void dataIsEscapedAndTextShownOnlyWhereAllowed() throws Exception {
        assertThat(html)
                .contains("redeep &lt;strict&gt;", "id &#39;x&lt;17&gt;&#39;")
                .doesNotContain("<strict>");
        assertThat(select("//dl[dt='Answer']")).isNotEmpty();
        long withText =
                report.worst().stream().filter(w -> w.excerpt().isPresent()).count();
        assertThat(select("//dl[dt='Answer']")).hasSize((int) withText);
        assertThat(select("//li[contains(., 'made/questions-')]/dl")).isEmpty();
        String strange = new Html()
                .leaf("p", "<&\"'>\u0000\u001B", "title", "\"><script>")
                .finish();
        assertThat(strange).contains("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;&amp;&quot;&#39;&gt;\uFFFD\uFFFD</p>");
        assertThatThrownBy(() -> new Html().open("p").finish()).hasMessageContaining("not closed");
    }

    @Test
    void jsonIsCanonicalAndHoldsTheFigures() throws Exception {
        String json = ReportJson.write(report);
        assertThat(ReportJson.write(Synthetic.report(RESAMPLES))).isEqualTo(json);
        JsonNode root = new ObjectMapper().readTree(json);
        assertThat(root.get("format").asInt()).isEqualTo(1);
        assertThat(root.get("settings").get("seed").asLong()).isEqualTo(20261123);
        assertThat(root.get("sets").get(1).get("refused").get("SPAN_OUTSIDE").asInt())
                .isEqualTo(1);
        JsonNode first = root.get("slices").get(0);
        assertThat(first.get("id").get("name").asText()).isEqualTo("made/dialogue");
        assertThat(first.get("scorers").get(0).get("auroc").get("value").asDouble())
                .isCloseTo(
                        report.slices()
                                .get(0)
                                .scorers()
                                .get(0)
                                .auroc()
                                .orElseThrow()
                                .value(),
                        within(5e-7));
        assertThat(first.get("scorers").get(8).has("auroc"))
                .as("what is absent is absent")
                .isFalse();
        assertThat(first.get("scorers")
                        .get(8)
                        .get("coverage")
                        .get("notAvailable")
                        .asText())
                .contains("langchain4j");
    }

    @Test
    void markdownHasEveryTable() {
        String markdown = MarkdownReport.write(report);
        assertThat(markdown)
                .startsWith("# Synthetic evaluation\n\nIntervals: 95 % percentile bootstrap")
                .contains("| redeep &lt;strict> |")
                .contains("| *word novelty* |")
                .contains("**smollm2-probe minus each other scorer, mean over sets**");
        Table table = new Table("a | b", List.of("x", "y*"), List.of(new Row(true, List.of("p", "1\n2"))));
        assertThat(MarkdownReport.table(table))
                .isEqualTo("**a \\| b**\n\n| x | y\\* |\n| --- | --- |\n| *p* | 1 2 |\n\n");
        assertThatThrownBy(() -> new Table("t", List.of("x"), List.of(new Row(true, List.of()))))
                .hasMessageContaining("0 cells");
    }

    @Test
    void threeFilesAreWritten(@TempDir Path directory) throws IOException {
        ReportFiles.write(report, directory.resolve("new"));
        assertThat(Files.readString(directory.resolve("new/report.html"))).isEqualTo(html);
        assertThat(directory.resolve("new/report.json")).isNotEmptyFile();
        assertThat(directory.resolve("new/report.md")).isNotEmptyFile();
    }

    @Test
    void numbersArePrintedAlike() {
        assertThat(Numbers.three(-0.0001)).isEqualTo("0.000");
        assertThat(Numbers.signed(0.0315)).isEqualTo("+0.032");
        assertThat(Numbers.signed(-0.5)).isEqualTo("\u22120.500");
        assertThat(Numbers.percent(0.05)).isEqualTo("5\u00a0%");
        assertThat(Numbers.percent(0.005)).isEqualTo("0.5\u00a0%");
        assertThat(Numbers.pValue(0.0001)).isEqualTo("< 0.001");
    }
}
