package io.plumbline.evaluation.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.atlas.Atlases;
import io.plumbline.atlas.HeadAtlas;
import io.plumbline.atlas.probe.NeedleProbes;
import io.plumbline.atlas.probe.ProbeTexts;
import io.plumbline.evaluation.report.KvPage;
import io.plumbline.evaluation.run.RunProgress;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.PlumblineException;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.model.testkit.WordTokenizer;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.prompt.EncodedPrompt;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** A tiny model of as many heads as the default model has, whose atlas it borrows. */
class KvEvaluationTest {
    private static final ModelConfig CONFIG =
            new ModelConfig("llama", 30, 4, 9, 3, 2, 4, 211, 512, 1e-5f, 10_000f, new RopeScaling.None(), false, true);
    private static final HeadAtlas ATLAS =
            Atlases.forModel(ModelSource.DEFAULT_SHA256).orElseThrow();
    private static final KvPlan PLAN =
            new KvPlan(5, 2, List.of(20), List.of(0.5), List.of(0.4), 5, 1.2, KvCut.ANSWER, 50);

    @TempDir
    Path work = Path.of("");

    private static final class Steps implements RunProgress {
        private long kept;
        private int steps;

        @Override
        public void start(long total, long keptBefore) {
            kept = keptBefore;
        }

        @Override
        public void step() {
            steps++;
        }

        @Override
        public void done() {}
    }

    private static LoadedModel model() {
        return new LoadedModel(
                ReferenceModel.inFloat(TinyLlama.of(CONFIG, 5)),
                new WordTokenizer(CONFIG.vocabulary()),
                new ChatMl(),
                "tiny <model>",
                "9".repeat(64));
    }

    @Test
    void policiesAreComparedAtEqualBytesAndARunGoesOnWhereItStopped() throws Exception {
        try (LoadedModel model = model()) {
            Steps first = new Steps();
            KvReport report = new KvEvaluation(model, ATLAS, PLAN, work).run(first);
            assertThat(report.policies())
                    .contains("streaming", "s2", "snapkv", "razor", "razor, no mean", "duo", "headkv");
            assertThat(report.needles()).isEqualTo(2);
            assertThat(report.full().bytes()).isEqualTo(1);
            assertThat(report.full().aboveFull()).isEmpty();
            for (KvReport.Point point : report.points()) {
                // what is decoded comes on top: heads that hold everything grow, windows do not
                assertThat(point.bytes()).isBetween(0.3, 0.6);
                assertThat(point.nll().value()).isPositive();
                assertThat(point.controls()).hasSize(point.aboveControls().isPresent() ? 5 : 0);
                assertThat(point.aboveStreaming().isPresent())
                        .isEqualTo(!point.policy().equals("streaming"));
            }
            assertThat(report.of("razor").get(0).controls()).hasSize(5);
            Steps again = new Steps();
            KvReport kept = new KvEvaluation(model, ATLAS, PLAN, work).run(again);
            assertThat(again.steps).isZero();
            assertThat(again.kept).isEqualTo(first.steps);
            assertThat(KvReports.json(kept)).isEqualTo(KvReports.json(report));
            looksRight(report);
        }
    }

    private static void looksRight(KvReport report) throws Exception {
        JsonNode json = new ObjectMapper().readTree(KvReports.json(report));
        assertThat(json.get("points")).hasSize(report.points().size());
        assertThat(KvReports.lines(report)).anyMatch(line -> line.startsWith("razor"));
        String page = KvPage.write(report);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.replace("<!DOCTYPE html>", ""))));
        assertThat(page)
                .contains("tiny &lt;model&gt;", "Does it matter which heads?", "Content-Security-Policy")
                .doesNotContain("NaN", "http://", "https://");
    }

    @Test
    void aPromptMayBeCompressedBeforeItsQuestion() {
        try (LoadedModel model = model()) {
            EncodedPrompt prompt = new NeedleProbes(model, ProbeTexts.bundled().checkProse())
                    .prompt(KvNeedles.make(1, 5).get(0).needle(), 20, 0.5, 0);
            String held = prompt.rendered()
                    .text()
                    .substring(
                            0,
                            prompt.tokens()
                                    .spans()
                                    .get(KvCut.QUESTION.tokens(prompt) - 1)
                                    .end());
            assertThat(held).contains(" keeps a ").doesNotContain("What does");
            assertThat(KvCut.ANSWER.tokens(prompt)).isEqualTo(prompt.promptTokens() - 1);
            KvPlan tooSmall = PLAN.with(2, List.of(20), List.of(0.05), KvCut.QUESTION);
            assertThatThrownBy(() -> new KvEvaluation(model, ATLAS, tooSmall, work).run(RunProgress.QUIET))
                    .isInstanceOf(PlumblineException.class);
        }
        assertThat(KvCut.parse("question")).isEqualTo(KvCut.QUESTION);
        assertThatThrownBy(() -> KvCut.parse("never")).isInstanceOf(PlumblineException.class);
    }

    @Test
    void needlesDifferAndComeBackForTheSameSeed() {
        List<KvNeedles.Hidden> needles = KvNeedles.make(40, 3);
        assertThat(needles)
                .isEqualTo(KvNeedles.make(40, 3))
                .startsWith(KvNeedles.make(1, 3).get(0));
        assertThat(needles.stream().map(hidden -> hidden.needle().question()).distinct())
                .hasSize(40);
        assertThatThrownBy(() -> KvNeedles.make(81, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PLAN.with(1, List.of(20), List.of(0.4), KvCut.ANSWER))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PLAN.with(2, List.of(20), List.of(1.0), KvCut.ANSWER))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
