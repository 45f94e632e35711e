package io.plumbline.gateway.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.schemas.GenerationEvent;
import io.plumbline.schemas.GeneratorTokens;
import io.plumbline.schemas.Passage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternRedactorTest {
    private record Config(Optional<Set<PersonalData>> kinds, Map<String, String> patterns, String phoneRegion)
            implements RedactionConfig {}

    private static PatternRedactor redactor(Map<String, String> patterns, String region, PersonalData... kinds) {
        return new PatternRedactor(new Config(Optional.of(Set.copyOf(Arrays.asList(kinds))), patterns, region));
    }

    private static final PatternRedactor ALL = redactor(Map.of(), "US", PersonalData.values());

    private static String redact(PatternRedactor redactor, String text) {
        return redactor.redact(GenerationEvent.of("id", Optional.empty(), List.of(), text))
                .event()
                .response();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Write to jane.doe+x@mail.example.org.|Write to [EMAIL-1].",
                "Jürgen <jürgen@büro.de> and <JÜRGEN@büro.de>|Jürgen <[EMAIL-1]> and <[EMAIL-1]>",
                "card 4111 1111 1111 1111 12 times|card [CARD-1] 12 times",
                "card 4111-1111-1111-1111, once more 4111111111111111|card [CARD-1], once more [CARD-1]",
                "to DE89 3704 0044 0532 0130 00 TODAY|to [IBAN-1] TODAY",
                "from 192.168.0.17 and 2001:db8::1 at noon|from [IP-1] and [IP-2] at noon",
                "order 12 4111 1111 1111 1111 was sent|order 12 [CARD-1] was sent",
                "CVV 123 4111 1111 1111 1111|CVV 123 [CARD-1]",
                "AB12 DE89 3704 0044 0532 0130 00 Today|AB12 [IBAN-1] Today",
                "dial 2001:db8::1: refused|dial [IP-1]: refused",
                "call +49 30 901820 or (650) 253-0000|call [PHONE-1] or [PHONE-2]",
                "call 650-253-0000, that is +1 650 253 0000|call [PHONE-1], that is [PHONE-1]",
            })
    void whatHasAFormIsFound(String text, String redacted) {
        assertThat(redact(ALL, text)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order 4111 1111 1111 1112 was sent", // no check digit
                "DE00 3704 0044 0532 0130 00", // no check digits
                "The bridge opened in 1894 and cost 1,250,000 dollars.",
                "at 12:30:45 on 2026-11-28, version 1.12.3",
                "std::vector and @Override and a@b",
                "999.999.999.999"
            })
    void whatOnlyLooksLikeItStays(String text) {
        assertThat(redact(ALL, text)).isEqualTo(text);
    }

    @Test
    void numbersThatStandInARowAreFoundOneByOne() {
        PatternRedactor cards = redactor(Map.of(), "ZZ", PersonalData.CARD);
        assertThat(redact(cards, "4111 1111 1111 1111 5500 0000 0000 0004 and 12-4111-1111-1111-1111"))
                .isEqualTo("[CARD-1] [CARD-2] and 12-[CARD-1]");
        assertThat(redact(cards, "12 34 56 4111 1111 1111 1111")).isEqualTo("12 34 56 [CARD-1]");
    }

    @Test
    void ofTwoValuesThatOverlapNothingIsLeft() {
        PatternRedactor redactor = redactor(Map.of("CUSTOMER", "K-[0-9]{4}"), "ZZ", PersonalData.CARD);
        assertThat(redact(redactor, "K-4111 1111 1111 1111 is hers, K-4111 too"))
                .isEqualTo("[CUSTOMER-1][CARD-1] is hers, [CUSTOMER-1] too");
        assertThat(redact(redactor(Map.of("LONG", "a1b2c3", "INNER", "b2"), "ZZ"), "xa1b2c3x"))
                .isEqualTo("x[LONG-1]x");
    }

    @Test
    void equalValuesOfAnEventBecomeEqualPlaceholdersSoThatAnAnswerStillStandsOnItsPassage() {
        PatternRedactor redactor = redactor(Map.of("CUSTOMER", "\\bC-[0-9]{6}\\b"), "ZZ", PersonalData.EMAIL);
        GenerationEvent event = GenerationEvent.of(
                "id",
                Optional.of("What is the address of C-000002?"),
                List.of(
                        new Passage("p", Optional.of("C-000001"), "C-000001 is a@x.org, C-000002 is b@x.org"),
                        Passage.of("q", "nothing here")),
                "It is B@x.org, not c@x.org.");
        Redaction redaction = redactor.redact(event);
        assertThat(redaction.event().question()).contains("What is the address of [CUSTOMER-2]?");
        assertThat(redaction.event().passages())
                .containsExactly(
                        new Passage(
                                "p",
                                Optional.of("[CUSTOMER-1]"),
                                "[CUSTOMER-1] is [EMAIL-1], [CUSTOMER-2] is [EMAIL-2]"),
                        Passage.of("q", "nothing here"));
        assertThat(redaction.event().response()).isEqualTo("It is [EMAIL-2], not [EMAIL-3].");
        assertThat(redaction.values()).isEqualTo(Map.of("CUSTOMER", 2, "EMAIL", 3));
        assertThat(redactor.redact(event)).isEqualTo(redaction);
        assertThat(redactor.redact(redaction.event()).event()).isEqualTo(redaction.event());
    }

    @Test
    void tokensGoWithTheTextThatTheySpell() {
        GeneratorTokens tokens = new GeneratorTokens("0".repeat(64), List.of(1, 2), List.of());
        GenerationEvent plain = withTokens("nothing to hide", tokens);
        assertThat(ALL.redact(plain).event()).isEqualTo(plain);
        assertThat(ALL.redact(withTokens("a@x.org", tokens)).event().generatorTokens())
                .isEmpty();
    }

    private static GenerationEvent withTokens(String response, GeneratorTokens tokens) {
        GenerationEvent event = GenerationEvent.of("id", Optional.empty(), List.of(), response);
        return new GenerationEvent(
                event.schemaVersion(),
                event.id(),
                event.time(),
                event.source(),
                event.generator(),
                event.conversation(),
                event.question(),
                event.passages(),
                event.toolResults(),
                event.response(),
                event.partial(),
                event.language(),
                Optional.of(tokens));
    }

    @Test
    void aLongTextOfNothingButCandidatesIsNoTrap() {
        String digits = "1 ".repeat(200_000) + "a@".repeat(100_000);
        assertThat(redact(ALL, digits)).isEqualTo(digits);
        String accounts = "DE11 ".repeat(50_000);
        assertThat(redact(ALL, accounts)).isEqualTo(accounts);
        String domain = "a@" + "a-".repeat(200_000) + "a.b";
        assertThat(redact(ALL, domain)).isEqualTo(domain);
    }

    @Test
    void aWrongSettingEndsTheStart() {
        assertThatThrownBy(() -> redactor(Map.of("customer", "x"), "ZZ"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("upper-case");
        assertThatThrownBy(() -> redactor(Map.of("X", "(?=a)"), "ZZ"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RE2");
    }
}
