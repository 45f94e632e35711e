/**
 * Policies of key/value caches, chosen by what an atlas knows of a model's heads.
 */
@NullMarked
package io.plumbline.atlas.kv;

import org.jspecify.annotations.NullMarked;
