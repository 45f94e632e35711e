@org.jspecify.annotations.NullMarked
package io.plumbline.client;
