/**
 * The forward pass on DJL's PyTorch engine; the only package that imports the engine.
 *
 * <p>{@link io.plumbline.model.djl.DjlModel} is the door. {@code DecoderPass} is the pass in one screen;
 * {@code EngineInterventions} changes values on the way, {@code PassCaptures} (with {@code PatternCaptures} and
 * {@code VocabularyCaptures}) reads beside it. The arithmetic itself stands in {@code decoder.torchscript}: layer-sized
 * TorchScript functions, which {@code ScriptArchive} packs into an archive and {@code TorchScript} loads and calls, since DJL's
 * arrays lack the operations (SiLU, in-place writes into a cache, masked softmax) and cost a call each.
 *
 * <p>Decisions.
 * <ul>
 *   <li>One thread per model runs everything: libtorch keeps thread count, gradient mode and executor options per thread.
 *   <li>Requests run one by one. On a CPU a batch gains nothing (one answer with its passages fills the machine), and so no
 *       result can depend on its neighbours.
 *   <li>What is captured never changes what is computed: attention takes the same path with and without an onlooker, and
 *       patterns are computed again from queries and keys, for the heads and rows wanted only.
 *   <li>Memory is bounded: patterns and logits exist for a block of rows at a time. All tensors of a pass belong to a
 *       manager that is closed with it, also when the pass fails. What a capture asks for itself is the caller's: all
 *       patterns of a long text are large.
 *   <li>A cache is a prefix of a shared buffer that doubles; a branch costs nothing until it writes behind another branch,
 *       and then one copy of its prefix.
 *   <li>DJL's {@code BFLOAT16} aborts the process, so weights go up as float32 and are converted by TorchScript, and a tensor's
 *       type is never asked of DJL.
 * </ul>
 *
 * <p>CUDA. The natives that come with the build are for CPUs. For device {@code cuda:n} name a libtorch of the user's own by
 * {@code PYTORCH_LIBRARY_PATH} (the folder with {@code libtorch_cuda.so}), {@code PYTORCH_VERSION=2.7.1} and
 * {@code PYTORCH_FLAVOR=cu128}; or let DJL download one, where the network allows. Not yet run on a GPU: see QUARANTINES.md.
 *
 * <p>Environment: {@code DJL_CACHE_DIR} (where natives are unpacked, 450 MB), {@code ai.djl.offline} and {@code OPT_OUT_TRACKING}
 * (both on by default here). Java 24 and later print a warning unless started with
 * {@code --enable-native-access=ALL-UNNAMED}.
 */
@NullMarked
package io.plumbline.model.djl;

import org.jspecify.annotations.NullMarked;
