/** Small ONNX token classifiers whose probabilities can be told by hand. */
@org.jspecify.annotations.NullMarked
package io.plumbline.model.testkit.onnx;
