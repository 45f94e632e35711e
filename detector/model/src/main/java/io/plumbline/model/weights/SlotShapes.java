package io.plumbline.model.weights;

import io.plumbline.model.ModelConfig;
import io.plumbline.model.WeightSlot;
import java.util.Objects;

/** What {@link WeightSlot} says about shapes, as code. */
final class SlotShapes {
    private SlotShapes() {}

    /** Whether a model of this configuration has the weight. */
    static boolean present(ModelConfig config, WeightSlot slot) {
        return switch (slot) {
            case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> config.qkvBias();
            default -> true;
        };
    }

    /** Whether the rows of the weight are rotated by position. */
    static boolean rotary(WeightSlot slot) {
        return switch (slot) {
            case QUERY, KEY, QUERY_BIAS, KEY_BIAS -> true;
            default -> false;
        };
    }

    static int[] shape(ModelConfig config, WeightSlot slot) {
        int queries = Math.multiplyExact(config.heads(), config.headWidth());
        int keys = Math.multiplyExact(config.kvHeads(), config.headWidth());
        return switch (slot) {
            case TOKEN_EMBEDDING, UNEMBEDDING -> new int[] {config.vocabulary(), config.width()};
            case FINAL_NORM, ATTENTION_NORM, FFN_NORM -> new int[] {config.width()};
            case QUERY -> new int[] {queries, config.width()};
            case KEY, VALUE -> new int[] {keys, config.width()};
            case QUERY_BIAS -> new int[] {queries};
            case KEY_BIAS, VALUE_BIAS -> new int[] {keys};
            case ATTENTION_OUTPUT -> new int[] {config.width(), queries};
            case FFN_GATE, FFN_UP -> new int[] {config.ffnWidth(), config.width()};
            case FFN_DOWN -> new int[] {config.width(), config.ffnWidth()};
        };
    }

    /** Values per row; 1 for a vector. */
    static int columns(ModelConfig config, WeightSlot slot) {
        int[] shape = shape(config, slot);
        return shape.length == 2 ? shape[1] : 1;
    }

    /** The layer itself, if the model has the slot there. */
    static int checkedLayer(ModelConfig config, WeightSlot slot, int layer) {
        if (!present(config, slot)) {
            throw new IllegalArgumentException("this model has no " + slot);
        }
        return Objects.checkIndex(layer, slot.perLayer() ? config.layers() : 1);
    }
}
