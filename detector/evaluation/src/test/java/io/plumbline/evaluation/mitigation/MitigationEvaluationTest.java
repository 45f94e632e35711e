package io.plumbline.evaluation.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.atlas.Atlases;
import io.plumbline.evaluation.QaExample;
import io.plumbline.mitigation.strategy.Aarf;
import io.plumbline.mitigation.strategy.AarfTrigger;
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
import io.plumbline.model.testkit.CountingModel;
import io.plumbline.model.testkit.TinyLlama;
import io.plumbline.model.weights.ModelSource;
import io.plumbline.prompt.Passage;
import io.plumbline.scoring.profile.Artifacts;
import io.plumbline.scoring.profile.Profile;
import io.plumbline.scoring.profile.ProfileBuilder;
import io.plumbline.scoring.profile.ScoringMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static MitigationReport run(MitigationTask task, List<Strategy> strategies) throws IOException {
        StrategyDecoder decoder = new StrategyDecoder(MODEL, Optional.empty(), Optional.empty());
        return new MitigationEvaluation(decoder, Optional.empty(), Optional.empty(), 4, 200, 1)
                .run(List.of(task), Arms.of(strategies, Optional.empty(), 1), (t, arm, done, of) -> {});
    }

    private static QaExample open(String id, List<String> answers, List<String> parametric) {
        return new QaExample(
                id, "Who?", List.of(new Passage("p", "", "Ada " + id + ".")), answers, parametric, Optional.empty());
    }

    @Test
    void writtenAnswersAreComparedArmByArm() throws IOException {
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
    void choicesAreScored() throws IOException {
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
        assertThat(MitigationTask.sampled("s", MitigationTask.Kind.WRITE, rows, 3, 0)
                        .examples())
                .extracting(QaExample::id)
                .containsExactly("r0", "r3", "r6");
        assertThat(MitigationTask.sampled("s", MitigationTask.Kind.WRITE, rows, 99, 0)
                        .examples())
                .hasSize(10);
        assertThatThrownBy(() -> MitigationTask.sampled("s", MitigationTask.Kind.CHOICE, rows, 3, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shiftedSamplesShareNoRow() {
        List<QaExample> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rows.add(open("r" + i, List.of(), List.of()));
        }
        List<QaExample> shifted = MitigationTask.sampled("s", MitigationTask.Kind.WRITE, rows, 3, 0.5)
                .examples();
        assertThat(shifted).extracting(QaExample::id).containsExactly("r1", "r5", "r8");
        assertThat(MitigationTask.sampled("s", MitigationTask.Kind.WRITE, rows, 3, 0)
                        .examples())
                .doesNotContainAnyElementsOf(shifted);
    }

    @Test
    void keptAnswersAreNotWrittenAgain(@TempDir Path kept) throws IOException {
        List<QaExample> rows = List.of(open("r0", List.of("a"), List.of()), open("r1", List.of("b"), List.of()));
        MitigationTask task = new MitigationTask("open", MitigationTask.Kind.WRITE, rows);
        List<Arm> arms = Arms.of(List.of(CAD), Optional.empty(), 0);
        CountingModel passes = new CountingModel(MODEL.model());
        LoadedModel counted =
                new LoadedModel(passes, MODEL.tokenizer(), MODEL.chatTemplate(), MODEL.name(), MODEL.modelSha256());
        StrategyDecoder decoder = new StrategyDecoder(counted, Optional.empty(), Optional.empty());
        MitigationEvaluation evaluation =
                new MitigationEvaluation(decoder, Optional.empty(), Optional.of(kept), 4, 200, 1);
        String first = MitigationReports.json(evaluation.run(List.of(task), arms, (t, a, done, of) -> {}));
        int ran = passes.passes();
        assertThat(ran).isPositive();
        assertThat(MitigationReports.json(evaluation.run(List.of(task), arms, (t, a, done, of) -> {})))
                .isEqualTo(first);
        assertThat(passes.passes()).isEqualTo(ran);
    }

    @Test
    void answersThatAProfileTriggeredAreKeptForThatProfile(@TempDir Path kept) throws IOException {
        Strategy triggered = new Aarf(
                ScoringMode.STRICT,
                List.of(new HeadId(1, 0)),
                2,
                List.of(1),
                0.5,
                new AarfTrigger.ProfileScore(0.5),
                "test");
        MitigationTask task =
                new MitigationTask("open", MitigationTask.Kind.WRITE, List.of(open("r0", List.of("a"), List.of())));
        List<Arm> arms = Arms.of(List.of(triggered), Optional.empty(), 0);
        Profile first = Profile.zero(Artifacts.of(MODEL), new HeadId(1, 0), 1, 300);
        Profile second = ProfileBuilder.named("second", first).build();
        assertThat(passes(first, task, arms, kept)).isPositive();
        assertThat(passes(first, task, arms, kept)).isZero();
        // plain greedy writing asks no profile
        assertThat(passes(second, task, arms.subList(0, 1), kept)).isZero();
        assertThat(passes(second, task, arms, kept)).isPositive();
        assertThat(passes(first, task, arms, kept)).isZero();
    }

    private static int passes(Profile trigger, MitigationTask task, List<Arm> arms, Path kept) throws IOException {
        CountingModel passes = new CountingModel(MODEL.model());
        LoadedModel counted =
                new LoadedModel(passes, MODEL.tokenizer(), MODEL.chatTemplate(), MODEL.name(), MODEL.modelSha256());
        StrategyDecoder decoder = new StrategyDecoder(counted, Optional.empty(), Optional.of(trigger));
        new MitigationEvaluation(decoder, Optional.empty(), Optional.of(kept), 4, 200, 1)
                .run(List.of(task), arms, (t, a, done, of) -> {});
        return passes.passes();
    }

    @Test
    void abstentionIsJudged() {
        QaExample answerable = open("r0", List.of("The bridge opened in 1894."), List.of());
        assertThat(Judging.hits(MitigationTask.Kind.ABSTAIN, "Unanswerable.", answerable))
                .containsEntry("abstained", true)
                .containsEntry("halfOfGold", false);
        assertThat(Judging.hits(MitigationTask.Kind.ABSTAIN, "I'm sorry, the text is silent.", answerable))
                .containsEntry("abstained", true);
        assertThat(Judging.hits(MitigationTask.Kind.ABSTAIN, "It opened in 1894, the bridge.", answerable))
                .containsEntry("abstained", false)
                .containsEntry("halfOfGold", true);
        assertThat(Judging.hits(MitigationTask.Kind.ABSTAIN, "It did.", open("r1", List.of(), List.of())))
                .containsOnlyKeys("abstained");
    }

    @Test
    void distractorsShareTheQuestionsWordsAndHoldNoAnswer() {
        QaExample asked = new QaExample(
                "q",
                "Who built the bridge?",
                List.of(new Passage("own", "", "Ada built it.")),
                List.of("Ada"),
                List.of(),
                Optional.empty());
        List<QaExample> all = new ArrayList<>(List.of(asked));
        for (String text :
                List.of("Nothing here.", "Ada built the bridge.", "Bob built a bridge.", "The bridge is old.")) {
            all.add(asked.withPassages(List.of(new Passage("p", "", text))));
        }
        List<Passage> mixed = new Distractors(all, 2).addTo(asked).passages();
        assertThat(mixed)
                .extracting(Passage::text)
                .containsExactlyInAnyOrder("Ada built it.", "Bob built a bridge.", "The bridge is old.");
        assertThat(new Distractors(all, 2).addTo(asked).passages()).isEqualTo(mixed);
    }

    @Test
    void thePageShowsEveryArm() throws IOException {
        List<QaExample> rows = List.of(open("r0", List.of("a"), List.of()), open("r1", List.of("<b>"), List.of()));
        MitigationReport report = run(new MitigationTask("open", MitigationTask.Kind.WRITE, rows), List.of(CAD));
        RepairResult repairs = new RepairResult(
                "default",
                Map.of("ACCEPTED", 1, "NOT_FLAGGED", 1),
                Map.of("em", new RepairResult.Change(0, 1, -0.01, 1, 0, 10)),
                Map.of("em", new RepairResult.Change(0, 0.5, -0.03, 1, 0, 10)));
        MitigationReport repaired = repaired(report, repairs);
        String page = MitigationPage.write(repaired);
        assertThat(page)
                .contains("open: subEm, difference to base")
                .contains("cad")
                .contains("no harm shown");
        assertThat(MitigationReports.text(repaired))
                .contains("ACCEPTED 1, NOT_FLAGGED 1")
                .contains("not worse by more than 2 points")
                .contains("harm cannot be ruled out")
                .doesNotContain("too few to tell");
    }

    private static MitigationReport repaired(MitigationReport report, RepairResult repairs) {
        MitigationReport.TaskResult task = report.tasks().get(0);
        return new MitigationReport(
                report.model(),
                report.modelSha256(),
                report.environment(),
                report.resamples(),
                report.seed(),
                List.of(new MitigationReport.TaskResult(
                        task.task(), task.rows(), task.documents(), task.arms(), Optional.of(repairs))));
    }

    @Test
    void ofFewDocumentsNothingIsSaid() throws IOException {
        // one accepted answer that got better: every resample is that answer
        RepairResult.Change one = new RepairResult.Change(0, 1, 1, 1, 0, 1);
        assertThat(one.notWorse()).isFalse();
        assertThat(new RepairResult.Change(0, 1, 1, 9, 0, 9).notWorse()).isFalse();
        assertThat(new RepairResult.Change(0, 1, 1, 10, 0, 10).notWorse()).isTrue();
        List<QaExample> rows = List.of(open("r0", List.of("a"), List.of()), open("r1", List.of("b"), List.of()));
        MitigationReport report = run(new MitigationTask("open", MitigationTask.Kind.WRITE, rows), List.of(CAD));
        RepairResult repairs = new RepairResult("default", Map.of("ACCEPTED", 1), Map.of("em", one), Map.of("em", one));
        MitigationReport repaired = repaired(report, repairs);
        assertThat(MitigationReports.text(repaired))
                .contains("too few to tell")
                .doesNotContain("not worse by more than 2 points")
                .doesNotContain("harm cannot be ruled out");
        assertThat(MitigationPage.write(repaired)).contains("too few to tell");
    }
}
