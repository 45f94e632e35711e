package io.plumbline.evaluation.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.atlas.Atlases;
import io.plumbline.evaluation.QaExample;
import io.plumbline.mitigation.strategy.ContextAwareDecoding;
import io.plumbline.mitigation.strategy.ContrastWeight;
import io.plumbline.mitigation.strategy.DeCoRe;
import io.plumbline.mitigation.strategy.HeadMask;
import io.plumbline.mitigation.strategy.Knockout;
import io.plumbline.mitigation.strategy.Regenerate;
import io.plumbline.mitigation.strategy.Strategy;
import io.plumbline.mitigation.strategy.StrategyDecoder;
import io.plumbline.model.HeadId;
import io.plumbline.model.KnockoutMode;
import io.plumbline.model.ModelConfig;
import io.plumbline.model.Phase;
import io.plumbline.model.RopeScaling;
import io.plumbline.model.loading.LoadedModel;
import io.plumbline.model.reference.ReferenceModel;
import io.plumbline.model.testkit.CharacterTokenizer;
import io.plumbline.model.testkit.ChatMl;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.prompt.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class MitigationEvaluationTest {
    private static final ModelConfig CONFIG = new ModelConfig(
            "llama",
            2,
            16,
            2,
            1,
            8,
            24,
            CharacterTokenizer.VOCABULARY,
            400,
            1e-5f,
            10_000f,
            new RopeScaling.None(),
            false,
            false);
    private static final LoadedModel MODEL = new LoadedModel(
            ReferenceModel.inDouble(TinyLlama.of(CONFIG, 5)),
            new CharacterTokenizer(),
            new ChatMl(),
            "tiny",
            "9".repeat(64));
    private static final Strategy CAD = new ContextAwareDecoding(1, OptionalDouble.empty(), "test");

    private static MitigationReport run(MitigationTask task, List<Strategy> strategies) {
        StrategyDecoder decoder = new StrategyDecoder(MODEL, Optional.empty(), Optional.empty());
        return new MitigationEvaluation(decoder, 4, 200, 1)
                .run(List.of(task), Arms.of(strategies, Optional.empty(), 1), (t, arm, done, of) -> {});
    }

    private static QaExample open(String id, List<String> answers, List<String> parametric) {
        return new QaExample(
                id, "Who?", List.of(new Passage("p", "", "Ada " + id + ".")), answers, parametric, Optional.empty());
    }

    @Test
    void writtenAnswersAreComparedArmByArm() {
        // whatever is written, its first line holds one of these letters, or else of those
        List<String> every = "abcdefghijklmnopqrstuvwxyz"
                .chars()
                .mapToObj(c -> "" + (char) c)
                .toList();
        List<QaExample> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rows.add(open("r" + i, every, List.of("zzzzz")));
        }
        MitigationReport report = run(new MitigationTask("open", MitigationTask.Kind.WRITE, rows), List.of(CAD));
        MitigationReport.TaskResult task = report.tasks().get(0);
        assertThat(task.rows()).isEqualTo(3);
        assertThat(task.documents()).isEqualTo(3);
        ArmResult base = task.arms().get(0);
        ArmResult cad = task.arms().get(1);
        assertThat(base.arm()).isEqualTo(Arms.BASE);
        assertThat(base.metrics()).containsOnlyKeys("em", "subEm", "parametricSubEm");
        assertThat(base.metric("parametricSubEm").value()).isZero();
        assertThat(base.costFactor()).contains(1.0);
        assertThat(cad.costFactor().orElseThrow()).isGreaterThan(1.5);
        ArmResult.Difference difference = cad.metric("subEm").difference().orElseThrow();
        assertThat(difference.value())
                .isCloseTo(cad.metric("subEm").value() - base.metric("subEm").value(), within(1e-12));
        assertThat(difference.pValue()).isBetween(0.0, 1.0);
        String text = MitigationReports.text(report);
        assertThat(text).contains("open: 3 rows").contains("parametricSubEm").contains("cad");
        assertThat(MitigationReports.json(report)).contains("\"arm\" : \"cad\"");
    }

    @Test
    void choicesAreScored() {
        List<QaExample> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rows.add(new QaExample(
                    "c" + i,
                    "It ends " + "so ".repeat(i),
                    List.of(),
                    List.of(" a"),
                    List.of(),
                    Optional.of(new QaExample.Choice(List.of(" a", " b"), i % 2))));
        }
        MitigationTask task = new MitigationTask("choice", MitigationTask.Kind.CHOICE, rows);
        ArmResult base = run(task, List.of()).tasks().get(0).arms().get(0);
        ArmResult again = run(task, List.of(CAD)).tasks().get(0).arms().get(1);
        // there is no context to contrast with, so the arms agree row by row
        assertThat(again.metric("accuracy").value())
                .isEqualTo(base.metric("accuracy").value());
        ArmResult.Difference none = again.metric("accuracy").difference().orElseThrow();
        assertThat(none.gained() + none.lost()).isZero();
        assertThat(none.pValue()).isEqualTo(1);
        assertThat(base.costFactor()).isEmpty();
        List<QaExample> tie = List.of(new QaExample(
                "t",
                "It ends",
                List.of(),
                List.of(),
                List.of(),
                Optional.of(new QaExample.Choice(List.of(" a", " a"), 0))));
        assertThat(run(new MitigationTask("tie", MitigationTask.Kind.CHOICE, tie), List.of())
                        .tasks()
                        .get(0)
                        .arms()
                        .get(0)
                        .metric("accuracy")
                        .value())
                .isZero();
    }

    @Test
    void strategiesThatMaskHeadsGetTheAtlassControls() {
        List<HeadId> heads =
                Atlases.forModel(ModelSource.DEFAULT_SHA256).orElseThrow().retrievalHeads();
        HeadMask mask = new HeadMask(heads, KnockoutMode.UNIFORM, Phase.DECODE);
        Strategy decore = new DeCoRe(mask, new ContrastWeight.Static(0.5), OptionalDouble.empty(), false, "test");
        HeadMask unknown = new HeadMask(List.of(new HeadId(0, 0)), KnockoutMode.UNIFORM, Phase.DECODE);
        List<Arm> arms = Arms.of(
                List.of(Regenerate.GREEDY, CAD, decore, decore, new Knockout(unknown, "test")),
                Atlases.forModel(ModelSource.DEFAULT_SHA256),
                2);
        assertThat(arms)
                .extracting(Arm::name)
                .containsExactly(
                        "base",
                        "cad",
                        "decore-static",
                        "decore-static random 1",
                        "decore-static random 2",
                        "decore-static-2",
                        "decore-static-2 random 1",
                        "decore-static-2 random 2",
                        "knockout");
        List<HeadId> random = ((DeCoRe) arms.get(3).strategy()).mask().heads();
        assertThat(random).hasSameSizeAs(heads).doesNotContainAnyElementsOf(heads);
        assertThat(random.stream().map(HeadId::layer).toList())
                .isEqualTo(heads.stream().map(HeadId::layer).toList());
    }

    @Test
    void samplesAreSpreadOverTheFile() {
        List<QaExample> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rows.add(open("r" + i, List.of(), List.of()));
        }
        assertThat(MitigationTask.sampled("s", MitigationTask.Kind.WRITE, rows, 3)
                        .examples())
                .extracting(QaExample::id)
                .containsExactly("r0", "r3", "r6");
        assertThat(MitigationTask.sampled("s", MitigationTask.Kind.WRITE, rows, 99)
                        .examples())
                .hasSize(10);
        assertThatThrownBy(() -> MitigationTask.sampled("s", MitigationTask.Kind.CHOICE, rows, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
