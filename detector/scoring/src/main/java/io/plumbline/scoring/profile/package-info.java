/**
 * A detector's settings as data: which heads and layers, how they are scaled, weighed and calibrated, and where that was
 * fitted. {@link io.plumbline.scoring.profile.ProfileCodec} reads and writes them; a profile's id is the SHA-256 of its
 * canonical JSON.
 */
@NullMarked
package io.plumbline.scoring.profile;

import org.jspecify.annotations.NullMarked;
