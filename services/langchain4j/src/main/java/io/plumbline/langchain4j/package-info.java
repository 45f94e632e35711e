/** Plumbline in LangChain4j: a guardrail that asks before an answer reaches its reader. */
@NullMarked
package io.plumbline.langchain4j;

import org.jspecify.annotations.NullMarked;
