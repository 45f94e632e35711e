package io.plumbline.model;

import java.util.Objects;

/**
 * What the bits of a result depend on besides the model and the input. Two equal environments give byte-equal verdicts.
 *
 * @param engine for example {@code pytorch-2.7.1} or {@code java-reference}
 * @param device for example {@code cpu} or {@code cuda:0}
 * @param dtype number format of the pass, for example {@code float32}
 * @param threads threads inside one operation
 * @param instructionSet the engine's vector capability, for example {@code AVX2}
 */
public record Environment(String engine, String device, String dtype, int threads, String instructionSet) {
    public Environment {
        Objects.requireNonNull(engine, "engine is null");
        Objects.requireNonNull(device, "device is null");
        Objects.requireNonNull(dtype, "dtype is null");
        Objects.requireNonNull(instructionSet, "instructionSet is null");
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads);
        }
    }

    /** The same with one more library whose bits count. */
    public Environment with(String library) {
        return new Environment(engine + "+" + library, device, dtype, threads, instructionSet);
    }

    /** One line for headers and logs. */
    public String fingerprint() {
        return engine + ";" + device + ";" + dtype + ";threads=" + threads + ";" + instructionSet;
    }
}
