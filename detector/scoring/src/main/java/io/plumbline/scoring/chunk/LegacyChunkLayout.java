package io.plumbline.scoring.chunk;

import io.plumbline.model.CharSpan;
import io.plumbline.model.TokenSpan;
import io.plumbline.model.tokenizer.ChatTemplate;
import io.plumbline.model.tokenizer.Tokenizer;
import io.plumbline.prompt.PromptRenderer;
import io.plumbline.scoring.chunk.ChunkEmbedder.Chunk;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks as the released code finds them, for parity only: the whole user prompt is cut, instructions included, and a
 * chunk's tokens are counted by rendering the prompt up to its border and taking four off, which is the closing of Llama 2's
 * template and wrong by two for SmolLM2's.
 */
public final class LegacyChunkLayout {
    private static final int CLOSING = 4;
    private static final int MAX_LENGTH = 512;
    private static final int OVERLAP = 20;

    private LegacyChunkLayout() {}

    /** The layout of a raw prompt and its answer. */
    public static ChunkLayout of(String system, String user, String response, ChatTemplate chat, Tokenizer tokenizer) {
        RecursiveTextSplitter splitter = new RecursiveTextSplitter(MAX_LENGTH, OVERLAP);
        List<Chunk> context = new ArrayList<>();
        for (CharSpan span : splitter.split(user)) {
            TokenSpan tokens = new TokenSpan(
                    promptTokens(system, user.substring(0, span.start()), chat, tokenizer) - CLOSING,
                    promptTokens(system, user.substring(0, span.end()), chat, tokenizer) - CLOSING);
            context.add(new Chunk(span.of(user), tokens));
        }
        String text = prompt(system, user, chat);
        List<Chunk> answer = new ArrayList<>();
        for (CharSpan span : splitter.split(response)) {
            TokenSpan tokens = new TokenSpan(
                    tokenizer.encode(text + response.substring(0, span.start())).size(),
                    tokenizer.encode(text + response.substring(0, span.end())).size());
            answer.add(new Chunk(span.of(response), tokens));
        }
        return new ChunkLayout(context, answer);
    }

    private static int promptTokens(String system, String user, ChatTemplate chat, Tokenizer tokenizer) {
        return tokenizer.encode(prompt(system, user, chat)).size();
    }

    private static String prompt(String system, String user, ChatTemplate chat) {
        return PromptRenderer.renderRaw(system, user, List.of(), "", chat).promptText();
    }
}
