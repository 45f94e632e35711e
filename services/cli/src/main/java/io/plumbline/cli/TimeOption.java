package io.plumbline.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as {@code 2026-01-31T12:00:00Z}, or as how long ago: {@code 90m}, {@code 6h}, {@code 2d}. */
final class TimeOption implements ITypeConverter<Instant> {
    static final String SYNTAX = "2026-01-31T12:00:00Z, or how long ago: 90m, 6h, 2d";

    @Override
    public Instant convert(String text) {
        try {
            if (text.matches("\\d{1,6}[smhd]")) {
                String iso = text.endsWith("d") ? "P" + text : "PT" + text;
                return Instant.now().minus(Duration.parse(iso));
            }
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is no time; write " + SYNTAX);
        }
    }
}
