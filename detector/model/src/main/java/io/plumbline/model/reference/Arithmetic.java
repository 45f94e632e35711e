package io.plumbline.model.reference;

/**
 * The number format of a pass. Values always lie in {@code double} variables; in float every stored value and every
 * partial sum is rounded to the nearest float.
 */
enum Arithmetic {
    DOUBLE("float64"),
    FLOAT("float32");

    private final String dtype;

    Arithmetic(String dtype) {
        this.dtype = dtype;
    }

    String dtype() {
        return dtype;
    }

    double round(double value) {
        return this == FLOAT ? (float) value : value;
    }

    /** The sum of {@code weights[from + i] * x[i]}, terms in ascending order. */
    double dot(float[] weights, int from, double[] x) {
        boolean inFloat = this == FLOAT;
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double next = sum + weights[from + i] * x[i];
            sum = inFloat ? (float) next : next;
        }
        return sum;
    }

    /** {@code y = W x} of a row-major {@code [out × in]} matrix. */
    double[] project(float[] matrix, double[] x) {
        double[] y = new double[matrix.length / x.length];
        for (int out = 0; out < y.length; out++) {
            y[out] = dot(matrix, out * x.length, x);
        }
        return y;
    }
}
