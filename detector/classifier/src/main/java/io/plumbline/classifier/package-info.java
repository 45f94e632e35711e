/**
 * A second opinion from an encoder: an ONNX token classifier that the user supplies (LettuceDetect class) as one more
 * signal for an ensemble. {@link io.plumbline.classifier.TokenClassifier} is the way in.
 *
 * <p>The only package that imports {@code ai.onnxruntime}. That library (MIT licence, 75 MB with the natives of five
 * platforms) is an optional dependency: who brings a classifier adds {@code com.microsoft.onnxruntime:onnxruntime}.
 *
 * <p>The directory to open holds {@code model.onnx} with its weights inside (for example by Optimum's {@code optimum-cli
 * export onnx --task token-classification}), the model's own {@code tokenizer.json}, and {@code plumbline-classifier.json}
 * where something differs from LettuceDetect's first English models, for example
 *
 * <pre>{"maxTokens": 2048, "prompt": {"question": "User request: {question}\n\n{passages}", "passage": "{text}"}}</pre>
 *
 * <p>Source of the method and of the default prompt: Kovács and Recski, "LettuceDetect: A Hallucination Detection Framework
 * for RAG Applications", arXiv 2502.17125, and <a href="https://github.com/KRLabsOrg/LettuceDetect">its repository</a> (MIT
 * licence) at commit 102f7f2: {@code lettucedetect/prompts/*_en.txt}, {@code detectors/prompt_utils.py} and
 * {@code datasets/hallucination_dataset.py}. What differs on purpose:
 *
 * <ul>
 *   <li>Contexts that do not fit are cut in windows, and a token keeps its <em>lowest</em> probability: it is supported if
 *       some part of the context supports it. The authors keep the highest, so that a token must be supported by every part,
 *       and cut a passage that alone is too long without saying so.
 *   <li>Where passages have titles the classifier is shown them: names in an answer often stand in the title only.
 *   <li>Tokens without characters, such as the last separator, get no probability.
 * </ul>
 */
@NullMarked
package io.plumbline.classifier;

import org.jspecify.annotations.NullMarked;
