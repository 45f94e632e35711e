@org.jspecify.annotations.NullMarked
package io.plumbline.channels;
