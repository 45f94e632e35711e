package io.plumbline.evaluation;

import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Weighted, ridge-penalised logistic regression by Newton's method; the intercept, the last coefficient, is not penalised.
 * For a handful of features.
 */
final class LogisticRegression {
    private static final int MAX_STEPS = 100;
    private static final double CONVERGED = 1e-10;

    private LogisticRegression() {}

    /**
     * Fits {@code features} to {@code labels}.
     *
     * @param features {@code [row][feature]}
     * @param weights of the rows
     * @param ridge penalty on the squared coefficients, in units of rows
     * @return one coefficient for each feature, then the intercept
     */
    static double[] fit(double[][] features, boolean[] labels, double[] weights, double ridge) {
        int columns = features[0].length + 1;
        double[] beta = new double[columns];
        for (int step = 0; step < MAX_STEPS; step++) {
            RealVector gradient = new ArrayRealVector(columns);
            RealMatrix hessian = MatrixUtils.createRealMatrix(columns, columns);
            for (int row = 0; row < features.length; row++) {
                double p = probability(beta, features[row]);
                double residual = weights[row] * ((labels[row] ? 1 : 0) - p);
                double curvature = weights[row] * p * (1 - p);
                for (int i = 0; i < columns; i++) {
                    double x = value(features[row], i);
                    gradient.addToEntry(i, residual * x);
                    for (int j = 0; j < columns; j++) {
                        hessian.addToEntry(i, j, curvature * (x * value(features[row], j)));
                    }
                }
            }
            for (int i = 0; i < columns - 1; i++) {
                gradient.addToEntry(i, -ridge * beta[i]);
                hessian.addToEntry(i, i, ridge);
            }
            // keeps the intercept's curvature positive on separable data
            hessian.addToEntry(columns - 1, columns - 1, 1e-9);
            RealVector change = new CholeskyDecomposition(hessian).getSolver().solve(gradient);
            for (int i = 0; i < columns; i++) {
                beta[i] += change.getEntry(i);
            }
            if (change.getLInfNorm() < CONVERGED) {
                break;
            }
        }
        return beta;
    }

    private static double value(double[] row, int column) {
        return column < row.length ? row[column] : 1;
    }

    static double probability(double[] beta, double[] row) {
        double sum = beta[row.length];
        for (int i = 0; i < row.length; i++) {
            sum += beta[i] * row[i];
        }
        return 1 / (1 + StrictMath.exp(-sum));
    }
}
