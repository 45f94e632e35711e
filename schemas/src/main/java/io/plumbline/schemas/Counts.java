package io.plumbline.schemas;

/**
 * Sizes of what was scored.
 *
 * @param passages passages of the event
 * @param promptTokens tokens of the rendered prompt without the response, over all windows
 * @param contextTokens tokens of passage text, over all windows
 * @param responseTokens tokens of the response that were scored
 * @param windows windows the context was split into; 1 if it fitted
 */
public record Counts(int passages, int promptTokens, int contextTokens, int responseTokens, int windows) {
    public Counts {
        Checks.count("passages", passages);
        Checks.count("promptTokens", promptTokens);
        Checks.count("contextTokens", contextTokens);
        Checks.count("responseTokens", responseTokens);
        Checks.count("windows", windows);
    }
}
