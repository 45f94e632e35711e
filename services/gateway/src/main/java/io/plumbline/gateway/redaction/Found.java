package io.plumbline.gateway.redaction;

/**
 * A value in a text.
 *
 * @param start first UTF-16 unit
 * @param end one past the last
 * @param kind what it is, as the placeholder says
 * @param value in one spelling: equal values have equal ones
 */
record Found(int start, int end, String kind, String value) {}
