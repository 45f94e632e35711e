package io.plumbline.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.FloatMatrix;
import io.plumbline.model.TokenIds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FixturesTest {
    static List<RedeepFixtures.Example> examples() {
        return RedeepFixtures.examples();
    }

    @Test
    void redeepExamplesAreTheNineOfTheIndex() {
        assertThat(examples()).extracting(RedeepFixtures.Example::index).containsExactly(0, 1, 2, 3, 4, 5, 12, 24, 25);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void redeepValuesBelongToTheirIndexEntry(RedeepFixtures.Example example) {
        RedeepFixtures.Values values = RedeepFixtures.values(example.index());
        assertThat(values.ids().sha256()).isEqualTo(example.idsSha256());
        assertThat(values.ids().size()).isEqualTo(example.tokens());
        int rows = example.rows().length();
        for (FloatMatrix perHead :
                List.of(values.ecsLegacy(), values.ecsStrict(), values.gapLegacy(), values.gapStrict())) {
            assertThat(perHead.rows()).isEqualTo(rows);
            assertThat(perHead.columns()).isEqualTo(270);
        }
        for (FloatMatrix perLayer : List.of(values.pksLegacy(), values.jsdStrict())) {
            assertThat(perLayer.rows()).isEqualTo(rows);
            assertThat(perLayer.columns()).isEqualTo(30);
        }
        assertThat(values.nll().rows()).isEqualTo(rows);
        assertThat(values.hiddenLast().isPresent()).isEqualTo(example.index() <= 5);
        assertThat(example.kLegacy()).isEqualTo(example.promptTokens() / 10);
        assertThat(example.kStrict()).isEqualTo(example.context().length() / 10);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void redeepTextIsThereExactlyWhereItMayBeShipped(RedeepFixtures.Example example) {
        assertThat(RedeepFixtures.input(example.index()).isPresent()).isEqualTo(example.index() <= 5);
        RedeepFixtures.input(example.index()).ifPresent(input -> {
            int from = input.prompt().offsetByCodePoints(0, input.contextCharStartInPrompt());
            assertThat(input.prompt().substring(from)).startsWith(input.context());
            assertThat(input.text()).contains(input.prompt());
            assertThat(input.labels())
                    .allMatch(label -> label.end() <= input.response().length());
        });
    }

    @Test
    void redeepChunksHaveOneColumnPerHeadAndLayer() {
        for (int index : List.of(0, 1, 2, 3, 4, 5, 12, 24)) {
            RedeepFixtures.Chunks chunks = RedeepFixtures.chunks(index);
            assertThat(chunks.chosen().columns()).isEqualTo(270);
            assertThat(chunks.pks().columns()).isEqualTo(30);
            assertThat(chunks.attentionSums()).hasSize(chunks.responseTokens().size());
            assertThat(chunks.attentionSums().get(0).columns())
                    .isEqualTo(chunks.promptTokens().size());
        }
    }

    @Test
    void tokenizerCasesAreRead() {
        assertThat(RedeepFixtures.tokenizerCases())
                .hasSize(527)
                .contains(new RedeepFixtures.TokenizerCase("Hello, world!", List.of(19556, 28, 905, 17)));
    }

    @Test
    void defaultModelPromptsAreRead() {
        assertThat(DefaultModelFixture.all()).hasSize(4).allSatisfy(prompt -> {
            assertThat(prompt.greedy().size()).isEqualTo(24);
            assertThat(prompt.nll().rows()).isEqualTo(prompt.ids().size() - 1);
            assertThat(prompt.topIds().at(0)).isEqualTo(prompt.greedy().at(0));
            assertThat(prompt.sampleIds().at(767)).isEqualTo(767 * 64);
        });
    }

    @ParameterizedTest
    @EnumSource(TinyFixture.class)
    void tinyModelsAreRead(TinyFixture fixture) {
        TokenIds ids = fixture.expected().ids();
        assertThat(fixture.expected().logits(true).rows()).isEqualTo(ids.size());
        assertThat(fixture.expected().attention(1, 3, false).columns()).isEqualTo(ids.size());
        assertThat(fixture.expected().hidden(2, true).columns()).isEqualTo(32);
    }
}
