package io.plumbline.model.testkit.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * A classifier of two classes whose logits can be told by hand. Class 0 has logit 0. Class 1 has, for token t of a sequence,
 *
 * <pre>claim[id of t] - max over all tokens u, where the mask is 1, of proof[id of u] (+ type[segment of t])</pre>
 *
 * so a word of the context can speak for every word of the answer, as in a real one. Made of Gather, Cast, Unsqueeze, Mul,
 * ReduceMax, MatMul and Add.
 */
public final class TinyModel {
    public static final String INPUT_IDS = "input_ids";
    public static final String ATTENTION_MASK = "attention_mask";
    public static final String TOKEN_TYPE_IDS = "token_type_ids";
    public static final String LOGITS = "logits";

    private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    private static final int INT64 = TensorProto.DataType.INT64.getNumber();
    private static final long ANY = -1;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");

    private TinyModel() {}

    /** With segment ids if {@code types} (one addend per segment) is not empty. */
    public static byte[] of(float[] claims, float[] proofs, float... types) {
        TinyModel model = new TinyModel();
        model.body(claims, proofs, types);
        model.graph.addOutput(value(LOGITS, FLOAT, ANY, ANY, 2));
        return model.bytes();
    }

    private void body(float[] claims, float[] proofs, float... types) {
        graph.addInput(value(INPUT_IDS, INT64, ANY, ANY)).addInput(value(ATTENTION_MASK, INT64, ANY, ANY));
        graph.addInitializer(floats("claims", List.of((long) claims.length, 2L), secondColumn(claims)));
        graph.addInitializer(floats("proofs", List.of((long) proofs.length, 1L), proofs));
        graph.addInitializer(floats("against", List.of(1L, 2L), 0, -1));
        graph.addInitializer(TensorProto.newBuilder()
                .setName("last")
                .setDataType(INT64)
                .addDims(1)
                .addInt64Data(-1));
        node("Gather", "own", "claims", INPUT_IDS);
        node("Gather", "said", "proofs", INPUT_IDS);
        graph.addNode(operator("Cast", "ones", ATTENTION_MASK)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(FLOAT)));
        node("Unsqueeze", "mask", "ones", "last");
        node("Mul", "heard", "said", "mask");
        graph.addNode(operator("ReduceMax", "best", "heard")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axes")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addInts(1)));
        node("MatMul", "shift", "best", "against");
        if (types.length == 0) {
            node("Add", LOGITS, "own", "shift");
        } else {
            graph.addInput(value(TOKEN_TYPE_IDS, INT64, ANY, ANY));
            graph.addInitializer(floats("types", List.of((long) types.length, 2L), secondColumn(types)));
            node("Gather", "segment", "types", TOKEN_TYPE_IDS);
            node("Add", "placed", "own", "segment");
            node("Add", LOGITS, "placed", "shift");
        }
    }

    /** One operator from the inputs named to {@link #LOGITS}: for models that are not as they should be. */
    public static byte[] wrong(
            List<ValueInfoProto> inputs, ValueInfoProto output, NodeProto.Builder node, TensorProto... data) {
        TinyModel model = new TinyModel();
        model.graph.addAllInput(inputs).addOutput(output).addNode(node).addAllInitializer(List.of(data));
        return model.bytes();
    }

    /** A table {@code [row × column]} that its file says lies in another file. */
    public static TensorProto external(String name, long rows, long columns, String file) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(FLOAT)
                .addDims(rows)
                .addDims(columns)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(file))
                .build();
    }

    private byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static float[] secondColumn(float... values) {
        float[] table = new float[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            table[2 * i + 1] = values[i];
        }
        return table;
    }

    private void node(String type, String output, String... inputs) {
        graph.addNode(operator(type, output, inputs));
    }

    public static NodeProto.Builder operator(String type, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    public static TensorProto floats(String name, List<Long> shape, float... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(FLOAT).addAllDims(shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    public static ValueInfoProto floats(String name, long... shape) {
        return value(name, FLOAT, shape);
    }

    public static ValueInfoProto longs(String name, long... shape) {
        return value(name, INT64, shape);
    }

    private static ValueInfoProto value(String name, int type, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (int i = 0; i < shape.length; i++) {
            TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
            if (shape[i] == ANY) {
                dimension.setDimParam(name + i);
            } else {
                dimension.setDimValue(shape[i]);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
                .build();
    }
}
