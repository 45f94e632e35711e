package io.plumbline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripTest {
    private static final EventCodec CODEC = new EventCodec();

    @Property(tries = 200, seed = "3")
    void anyGenerationSurvives(@ForAll("generations") GenerationEvent event) {
        byte[] bytes = CODEC.encode(event);
        GenerationEvent read = CODEC.decodeStrict(GenerationEvent.class, bytes);
        assertThat(read).isEqualTo(event);
        assertThat(CODEC.encode(read)).isEqualTo(bytes);
    }

    @Property(tries = 200, seed = "4")
    void anyVerdictSurvives(@ForAll("scored") Outcome.Scored outcome) {
        VerdictEvent event = Samples.verdict(outcome);
        byte[] bytes = CODEC.encode(event);
        VerdictEvent read = CODEC.decode(VerdictEvent.class, bytes);
        assertThat(read).isEqualTo(event);
        assertThat(CODEC.encode(read)).isEqualTo(bytes);
    }

    @Property(tries = 500, seed = "5")
    void noBytesGiveAnythingButAnEventOrATypedError(@ForAll("damaged") byte[] bytes) {
        try {
            assertThat(CODEC.encode(CODEC.decode(MitigationEvent.class, bytes))).isNotEmpty();
        } catch (EventException expected) {
            assertThat(expected.kind()).isNotNull();
            assertThat(expected.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 200, seed = "6")
    void idsDependOnHowPartsAreDivided(@ForAll("texts") String left, @ForAll("texts") String right) {
        String moved = left + right;
        if (!left.isEmpty()) {
            assertThat(Ids.verdictId(left, right, "", "")).isNotEqualTo(Ids.verdictId("", moved, "", ""));
        }
        assertThat(Ids.verdictId(left, right, "", "")).matches("[0-9a-f]{64}");
    }

    @Property(tries = 50, seed = "7")
    void aPassageIdOccursOnce(@ForAll("passages") List<Passage> passages) {
        if (!passages.isEmpty()) {
            List<Passage> twice = new ArrayList<>(passages);
            twice.add(passages.get(0));
            assertThatThrownBy(() -> GenerationEvent.of("a", Optional.empty(), twice, "r"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("twice");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ascii()
                .withChars("é\u0000\u2028\"\\中\uFFFF")
                .ofMaxLength(40)
                .flatMap(text -> Arbitraries.of(text, text + "\uD83E\uDD8A", "\uD83E\uDD8A" + text));
    }

    @Provide
    Arbitrary<List<Passage>> passages() {
        Arbitrary<Passage> passage = Combinators.combine(
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(6),
                        texts().optional(),
                        texts().filter(text -> !text.isEmpty()))
                .as(Passage::new);
        return passage.list().uniqueElements(Passage::id).ofMaxSize(5);
    }

    @Provide
    Arbitrary<GenerationEvent> generations() {
        Arbitrary<Optional<Instant>> times = Arbitraries.longs()
                .between(0, 4_000_000_000_000L)
                .map(Instant::ofEpochMilli)
                .optional();
        Arbitrary<Optional<GeneratorTokens>> tokens = Arbitraries.integers()
                .between(0, Integer.MAX_VALUE)
                .list()
                .ofMaxSize(8)
                .map(ids -> new GeneratorTokens(
                        Samples.HASH,
                        ids,
                        ids.stream().map(id -> -1.0 / (1.0 + id)).toList()))
                .optional();
        Arbitrary<List<Turn>> turns =
                texts().map(text -> new Turn("user", text)).list().ofMaxSize(3);
        return Combinators.combine(times, turns, texts().optional(), passages(), texts(), tokens)
                .as((time, conversation, question, passages, response, generatorTokens) -> new GenerationEvent(
                        Event.CURRENT_VERSION,
                        "event-1",
                        time,
                        new Source(),
                        new Generator(Optional.of("m"), Optional.empty()),
                        conversation,
                        question,
                        passages,
                        List.of(),
                        response,
                        false,
                        Optional.empty(),
                        generatorTokens));
    }

    @Provide
    Arbitrary<Outcome.Scored> scored() {
        Arbitrary<Double> unit = Arbitraries.doubles().between(0, 1).ofScale(17);
        Arbitrary<List<SuspectSpan>> spans = Arbitraries.integers()
                .between(1, 1000)
                .list()
                .uniqueElements()
                .ofMaxSize(6)
                .map(bounds -> {
                    List<Integer> sorted = bounds.stream().sorted().toList();
                    List<SuspectSpan> made = new ArrayList<>();
                    for (int i = 1; i < sorted.size(); i++) {
                        made.add(new SuspectSpan(
                                sorted.get(i - 1), sorted.get(i), 1.0 / i, List.of(Cause.UNATTRIBUTED), List.of()));
                    }
                    return made;
                });
        return Combinators.combine(unit, unit, spans)
                .as((probability, threshold, list) -> new Outcome.Scored(
                        Label.SUPPORTED, probability, threshold, list, List.of(), new Counts(1, 2, 3, 4, 1)));
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        byte[] whole = CODEC.encode(Samples.mitigation());
        return Combinators.combine(
                        Arbitraries.integers().between(0, whole.length - 1),
                        Arbitraries.bytes(),
                        Arbitraries.integers().between(1, whole.length))
                .as((at, value, length) -> {
                    byte[] bytes = Arrays.copyOf(whole, length % 3 == 0 ? length : whole.length);
                    bytes[at % bytes.length] = value;
                    return bytes;
                });
    }
}
