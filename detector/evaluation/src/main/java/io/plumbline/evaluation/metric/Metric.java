package io.plumbline.evaluation.metric;

/** Figures of whole answers that are averaged over slices and compared between scorers. */
public enum Metric {
    AUROC("AUROC"),
    PR_AUC("PR-AUC"),
    F1("F1"),
    BALANCED_ACCURACY("balanced accuracy");

    private final String title;

    Metric(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
