@org.jspecify.annotations.NullMarked
package io.plumbline.langchain4j;
