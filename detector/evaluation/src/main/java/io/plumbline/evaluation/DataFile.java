package io.plumbline.evaluation;

/**
 * A file that was read.
 *
 * @param name without its folder
 * @param sha256 of its bytes, hex
 * @param rows lines that are not blank
 */
public record DataFile(String name, String sha256, int rows) {}
