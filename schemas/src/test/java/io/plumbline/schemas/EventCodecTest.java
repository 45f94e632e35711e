package io.plumbline.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.schemas.EventException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final EventCodec CODEC = new EventCodec();

    static List<Event> events() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsWrittenReadsBackEqual(Event event) {
        byte[] bytes = CODEC.encode(event);
        assertThat((Event) CODEC.decode(event.getClass(), bytes)).isEqualTo(event);
        assertThat((Event) CODEC.decodeStrict(event.getClass(), bytes)).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsWrittenIsCanonical(Event event) {
        byte[] bytes = CODEC.encode(event);
        assertThat(CanonicalJson.canonical(bytes)).isEqualTo(bytes);
        assertThat(new String(bytes, UTF_8)).doesNotContain("null");
    }

    @Test
    void idsAreTheseForEver() {
        // computed independently: hashlib over struct.pack(">I", len(part)) + part
        assertThat(Ids.verdictId("acme", "chatcmpl-7:1", Samples.HASH, Samples.HASH))
                .isEqualTo("dbe54628c3b74ad55bb89b8325d0fee1151e8d6c26b87a97d7ca38930b765f67");
        assertThat(Ids.mitigationRequestId("é"))
                .isEqualTo("9b0866ca414e3f3d1d19078e65a7a2884bcaf5bf715ca12105332fe4b06acd50");
        assertThat(CanonicalJson.hash("{ }".getBytes(UTF_8)))
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    @Test
    void theLeastEventReadsWithDefaults() {
        GenerationEvent event = generation("{\"id\":\"a\",\"passages\":[],\"response\":\"\",\"question\":null}");
        assertThat(event).isEqualTo(GenerationEvent.of("a", Optional.empty(), List.of(), ""));
        assertThat(event.tenant()).isEqualTo("default");
    }

    @Test
    void aConsumerIgnoresNewFieldsAndTheEdgeRefusesThem() {
        String newer =
                "{\"schemaVersion\":\"1.7\",\"id\":\"a\",\"passages\":[{\"id\":\"p\",\"text\":\"t\",\"rank\":1}],"
                        + "\"response\":\"r\",\"mood\":{\"x\":[1]}}";
        assertThat(generation(newer).passages()).containsExactly(Passage.of("p", "t"));
        EventException refusal = catchThrowableOfType(
                EventException.class, () -> CODEC.decodeStrict(GenerationEvent.class, newer.getBytes(UTF_8)));
        assertThat(refusal.kind()).isEqualTo(Kind.SCHEMA_INVALID);
        assertThat(refusal.violations())
                .extracting(EventException.Violation::message)
                .anySatisfy(message -> assertThat(message).contains("mood"));
    }

    @Test
    void aReaderKeepsValuesAndStatusesItDoesNotKnow() {
        String written = new String(CODEC.encode(Samples.verdict(Samples.scored())), UTF_8);
        VerdictEvent cause = CODEC.decode(
                VerdictEvent.class,
                written.replace("LOW_CONTEXT_USE", "COSMIC_RAYS").getBytes(UTF_8));
        assertThat(((Outcome.Scored) cause.outcome()).spans().get(0).causes())
                .containsExactly(new Cause("COSMIC_RAYS"));
        VerdictEvent status = CODEC.decode(
                VerdictEvent.class,
                written.replace("\"SCORED\"", "\"DEFERRED\"").getBytes(UTF_8));
        assertThat(status.outcome()).isEqualTo(new Outcome.Unknown("DEFERRED"));
        assertThat(refusal(() -> CODEC.encode(status)).pointer()).isEqualTo("/outcome/status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "null",
                "7",
                "\"text\"",
                "{\"id\":\"a\"}{}",
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{\"id\":NaN}",
                "{\"id\":\"\\ud800\"}",
                "{\"\\udc00\":1}",
                "\u0000\u0001"
            })
    void whatIsNotOneJsonObjectIsUnparsable(String text) {
        assertThat(refusal(() -> generation(text)).kind()).isEqualTo(Kind.UNPARSABLE);
    }

    @Test
    void nestingHasALimit() {
        assertThat(refusal(() -> generation("{\"id\":".repeat(100_000))).kind()).isEqualTo(Kind.UNPARSABLE);
    }

    @Test
    void aViolationNamesItsPlaceAndTheEvent() {
        EventException refusal = refusal(
                () -> generation(
                        "{\"id\":\"a\",\"passages\":[{\"id\":\"p\",\"text\":\"t\"},{\"id\":\"q\",\"text\":7}],\"response\":\"r\"}"));
        assertThat(refusal.kind()).isEqualTo(Kind.SCHEMA_INVALID);
        assertThat(refusal.pointer()).isEqualTo("/passages/1/text");
        assertThat(refusal.eventId()).contains("a");
        assertThat(refusal).hasMessageStartingWith("/passages/1/text: ");
    }

    @Test
    void anIllegalIdIsNotReported() {
        EventException refusal = refusal(() -> generation("{\"id\":\"a b\",\"passages\":[],\"response\":\"r\"}"));
        assertThat(refusal.pointer()).isEqualTo("/id");
        assertThat(refusal.eventId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"time\":\"yesterday\"",
                "\"time\":\"2026-13-01T00:00:00Z\"",
                "\"time\":\"2026-06-30T23:59:60Z\"",
                "\"time\":7",
                "\"language\":\"english please\"",
                "\"source\":{\"tenant\":\"../etc\"}",
                "\"generatorTokens\":{\"tokenizerHash\":\"x\",\"ids\":[]}",
                "\"generatorTokens\":{\"tokenizerHash\":\"" + HASH + "\",\"ids\":[1],\"logprobs\":[-1,-2]}",
                "\"generatorTokens\":{\"tokenizerHash\":\"" + HASH + "\",\"ids\":[1],\"logprobs\":[-1e999]}",
                "\"generatorTokens\":{\"tokenizerHash\":\"" + HASH + "\",\"ids\":[1e99]}",
                "\"generatorTokens\":{\"tokenizerHash\":\"" + HASH + "\",\"ids\":[-1]}",
                "\"passages\":[{\"id\":\"p\",\"text\":\"t\"},{\"id\":\"p\",\"text\":\"u\"}]",
                "\"passages\":null",
                "\"conversation\":[{\"role\":\"user\"}]"
            })
    void aValueThatIsNotOfItsFormIsInvalid(String field) {
        String passages = field.startsWith("\"passages\"") ? "" : "\"passages\":[],";
        EventException refusal =
                refusal(() -> generation("{\"id\":\"a\"," + passages + "\"response\":\"r\"," + field + "}"));
        assertThat(refusal.kind()).isEqualTo(Kind.SCHEMA_INVALID);
        assertThat(refusal.eventId()).contains("a");
    }

    private static final String HASH = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @Test
    void anotherMajorVersionIsRefused() {
        EventException refusal =
                refusal(() -> generation("{\"schemaVersion\":\"2.0\",\"id\":\"a\",\"text\":\"other contract\"}"));
        assertThat(refusal.kind()).isEqualTo(Kind.UNSUPPORTED_VERSION);
        assertThat(refusal.eventId()).contains("a");
    }

    @Test
    void sizeIsCheckedBeforeAnythingElse() {
        assertThat(refusal(() -> CODEC.decode(GenerationEvent.class, new byte[(1 << 20) + 1]))
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
        // one million code points are fewer characters than the schema allows per passage, and more bytes in all
        List<Passage> passages = IntStream.range(0, 5)
                .mapToObj(i -> Passage.of("p" + i, "x".repeat(250_000)))
                .toList();
        EventException refusal =
                refusal(() -> CODEC.encode(GenerationEvent.of("a", Optional.empty(), passages, "response")));
        assertThat(refusal.kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void schemaLimitsCountCodePoints() {
        String foxes = "\uD83E\uDD8A".repeat(262_144);
        assertThat(refusal(() -> CODEC.encode(GenerationEvent.of("a", Optional.empty(), List.of(), foxes + "x")))
                        .kind())
                .isEqualTo(Kind.SCHEMA_INVALID);
        // exactly at the limit of the field, and then above that of the event
        assertThat(refusal(() -> CODEC.encode(GenerationEvent.of("a", Optional.empty(), List.of(), foxes)))
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void anUnpairedSurrogateIsNotWritten() {
        assertThat(refusal(() -> CODEC.encode(GenerationEvent.of("a", Optional.empty(), List.of(), "\uD83E")))
                        .kind())
                .isEqualTo(Kind.UNPARSABLE);
    }

    @Test
    void messagesDoNotQuoteTheEvent() {
        String secret = "top-secret";
        assertThat(refusal(() -> generation("{\"id\":\"" + secret))).hasMessageNotContaining(secret);
        assertThat(refusal(() -> generation("{\"id\":\"a\",\"passages\":\"" + secret + "\"}")))
                .hasMessageNotContaining(secret);
    }

    @Test
    void theBodyHashIgnoresWhiteSpaceOrderAndEscapes() {
        assertThat(CanonicalJson.hash("{ \"b\" : 1.0, \"a\":\"\\u00e9\" }".getBytes(UTF_8)))
                .isEqualTo(CanonicalJson.hash("{\"a\":\"é\",\"b\":1}".getBytes(UTF_8)))
                .isNotEqualTo(CanonicalJson.hash("{\"a\":\"é\",\"b\":2}".getBytes(UTF_8)));
    }

    private static GenerationEvent generation(String json) {
        return CODEC.decode(GenerationEvent.class, json.getBytes(UTF_8));
    }

    private static EventException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        EventException exception = catchThrowableOfType(EventException.class, call);
        assertThat(exception).isNotNull();
        return exception;
    }

    @Test
    void whatAPersonSaysTwiceIsOneLabel() {
        LabelEvent label = Samples.label();
        assertThat(Samples.label().labelId()).isEqualTo(label.labelId());
        LabelEvent other = LabelEvent.of(
                Samples.verdict(Samples.scored()), Label.HALLUCINATED, label.spans(), "ann-2", label.comment());
        assertThat(other.labelId()).isNotEqualTo(label.labelId());
        assertThat(label.verdictLabel()).contains(Label.HALLUCINATED);
        assertThatThrownBy(() -> LabelEvent.of(
                        Samples.verdict(Samples.scored()),
                        Label.SUPPORTED,
                        List.of(new LabelSpan(0, 1)),
                        "ann-1",
                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LabelEvent.of(
                        Samples.verdict(Samples.scored()),
                        Label.HALLUCINATED,
                        List.of(new LabelSpan(0, 3), new LabelSpan(2, 4)),
                        "ann-1",
                        Optional.empty()))
                .hasMessageContaining("overlap");
    }
}
