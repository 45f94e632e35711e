package io.plumbline.schemas;

/**
 * Something a reader of a verdict should know.
 *
 * @param code upper case; an open set, for example {@code LANGUAGE_NOT_COVERED}
 * @param detail for a person
 */
public record Warning(String code, String detail) {
    public Warning {
        Checks.code("warning code", code);
    }
}
