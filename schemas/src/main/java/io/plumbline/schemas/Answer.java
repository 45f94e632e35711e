package io.plumbline.schemas;

/**
 * An answer and how a profile judged it.
 *
 * @param response text; the outcome's offsets count its code points
 * @param outcome of the same profile before and after
 */
public record Answer(String response, Outcome outcome) {}
