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

    /** No value is longer; candidates for e-mail addresses may be. */
    private static final int LONGEST = 320;

    private static final CreditCardValidator CARDS = CreditCardValidator.genericCreditCardValidator();

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
        int from = 0;
        while (matcher.find(from)) {
            int start = matcher.start();
            int candidateEnd = matcher.end();
            OptionalInt end = validEnd(text, start, candidateEnd);
            end.ifPresent(to -> found.add(new Found(start, to, name(), canonical(text.substring(start, to)))));
            from = end.orElseGet(() -> next(text, start, candidateEnd));
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
            case CARD -> CARDS.isValid(joined(text));
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

    /**
     * Where the longest valid value ends that begins where a candidate does. The candidate may have taken in more than it should, the next
     * word or a part of the next number: it is cut at blanks and hyphens until it is valid.
     */
    private OptionalInt validEnd(String text, int start, int candidateEnd) {
        if (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
            return OptionalInt.empty();
        }
        String candidate = text.substring(start, Math.min(candidateEnd, start + LONGEST));
        for (int length = candidate.length(); length > 0; length = shorter(candidate, length)) {
            if (endsAlone(text, start + length) && valid(candidate.substring(0, length))) {
                return OptionalInt.of(start + length);
            }
        }
        return OptionalInt.empty();
    }

    private static int shorter(String candidate, int length) {
        // the colon of a sentence behind an IP address; only there can a candidate end in one
        if (candidate.charAt(length - 1) == ':') {
            return length - 1;
        }
        int blank = Math.max(candidate.lastIndexOf(' ', length - 1), candidate.lastIndexOf('-', length - 1));
        return Math.max(0, blank);
    }

    /**
     * Where to look on if nothing valid begins where a candidate does: behind its first group, for that may have been another number before
     * the value. Only these kinds are written in groups, and their candidates are short.
     */
    private int next(String text, int start, int candidateEnd) {
        if (this == CARD || this == IBAN) {
            for (int i = start; i < candidateEnd; i++) {
                if (text.charAt(i) == ' ' || text.charAt(i) == '-') {
                    return i + 1;
                }
            }
        }
        return candidateEnd;
    }

    private static boolean endsAlone(String text, int end) {
        return end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
    }

    private static String joined(String text) {
        return text.replace(" ", "").replace("-", "");
    }
}
