package io.plumbline.model.djl;

/** The number format of weights and activations; softmax, norms and whatever leaves the engine are float32 in any case. */
public enum NumberFormat {
    FLOAT32("float32", 6),
    FLOAT16("float16", 5),
    BFLOAT16("bfloat16", 15);

    private final String label;
    private final int torchType;

    NumberFormat(String label, int torchType) {
        this.label = label;
        this.torchType = torchType;
    }

    /** As PyTorch writes it, for example {@code float32}. */
    public String label() {
        return label;
    }

    /** PyTorch's number of the scalar type. DJL's own BFLOAT16 aborts the process, so it is never named to DJL. */
    int torchType() {
        return torchType;
    }

    /** Reads a {@link #label()}. */
    public static NumberFormat parse(String label) {
        for (NumberFormat format : values()) {
            if (format.label.equals(label)) {
                return format;
            }
        }
        throw new IllegalArgumentException("number format " + label + "; known: float32, float16, bfloat16");
    }
}
