package io.plumbline.gateway.redaction;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.commons.validator.routines.CreditCardValidator;
import org.apache.commons.validator.routines.EmailValidator;
import org.apache.commons.validator.routines.IBANValidator;
import org.apache.commons.validator.routines.InetAddressValidator;

/** Kinds of personal data with a form of their own, which a library can tell from other text. Names and addresses have none. */
public enum PersonalData {
    EMAIL("[\\p{L}\\p{N}._%+'-]{1,64}@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+"),
    /** Numbers of payment cards whose check digit fits. */
    CARD("\\d(?:[ -]?\\d){11,18}"),
    /** Account numbers whose check digits and length fit. */
    IBAN("[A-Z]{2}\\d{2}(?: ?[A-Z0-9]){11,30}"),
    /** IP addresses, 4 and 6. */
    IP("(?:\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}"),
    /** Telephone numbers that can exist; the library has its own way of finding them. */
    PHONE("");

    /** Candidates for telephone numbers looked at in one text; more digits than that are a table. */
    private static final int CANDIDATES_MAX = 10_000;

    private final Pattern candidates;

    PersonalData(String candidates) {
        this.candidates = Pattern.compile(candidates);
    }

    /** The places of this kind in a text, in order. */
    List<Found> find(String text, String phoneRegion) {
        if (this == PHONE) {
            return phones(text, phoneRegion);
        }
        List<Found> found = new ArrayList<>();
        Matcher matcher = candidates.matcher(text);
        while (matcher.find()) {
            if (standsAlone(text, matcher.start(), matcher.end())) {
                longestValid(matcher.group()).ifPresent(length -> {
                    String value = matcher.group().substring(0, length);
                    found.add(new Found(matcher.start(), matcher.start() + length, name(), canonical(value)));
                });
            }
        }
        return found;
    }

    private static List<Found> phones(String text, String region) {
        PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
        List<Found> found = new ArrayList<>();
        phones.findNumbers(text, region, Leniency.VALID, CANDIDATES_MAX)
                .forEach(match -> found.add(new Found(
                        match.start(),
                        match.end(),
                        PHONE.name(),
                        phones.format(match.number(), PhoneNumberFormat.E164))));
        return found;
    }

    private boolean valid(String text) {
        return switch (this) {
            case EMAIL -> EmailValidator.getInstance().isValid(text);
            case CARD -> CreditCardValidator.genericCreditCardValidator().isValid(joined(text));
            case IBAN -> IBANValidator.DEFAULT_IBAN_VALIDATOR.isValid(joined(text));
            // without a digit it is more likely a name of a program's
            case IP ->
                text.chars().anyMatch(Character::isDigit)
                        && InetAddressValidator.getInstance().isValid(text);
            case PHONE -> true;
        };
    }

    private String canonical(String text) {
        return switch (this) {
            case EMAIL, IP -> text.toLowerCase(Locale.ROOT);
            case CARD, IBAN -> joined(text);
            case PHONE -> text;
        };
    }

    /** A candidate may have taken in more than it should, up to the next word: it is cut at blanks and hyphens until it is valid. */
    private OptionalInt longestValid(String candidate) {
        for (int end = candidate.length(); end > 0; end = lastBreak(candidate, end)) {
            if (valid(candidate.substring(0, end))) {
                return OptionalInt.of(end);
            }
        }
        return OptionalInt.empty();
    }

    private static int lastBreak(String text, int before) {
        int blank = Math.max(text.lastIndexOf(' ', before - 1), text.lastIndexOf('-', before - 1));
        return Math.max(0, blank);
    }

    private static boolean standsAlone(String text, int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)))
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    }

    private static String joined(String text) {
        return text.replace(" ", "").replace("-", "");
    }
}
