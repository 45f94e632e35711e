package io.plumbline.statistics;

/** A point of a curve in the unit square. */
public record CurvePoint(double x, double y) {
    public CurvePoint {
        if (!(x >= 0 && x <= 1) || !(y >= 0 && y <= 1)) {
            throw new IllegalArgumentException("(" + x + ", " + y + ") lies outside the unit square");
        }
    }
}
