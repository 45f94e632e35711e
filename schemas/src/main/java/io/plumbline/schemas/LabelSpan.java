package io.plumbline.schemas;

/**
 * Words of a response that a person found unsupported.
 *
 * @param start first code point in the response
 * @param end code point after the last
 */
public record LabelSpan(int start, int end) {
    public LabelSpan {
        Checks.span(start, end);
    }
}
