package io.plumbline.model.reference;

import io.plumbline.model.kv.KvHead;
import java.util.List;

/** What a pass finds before its tokens. */
interface PastKeys {
    /** The tokens before, in order. */
    List<TokenState> tokens();

    /** What a head holds of them: a copy, to go on with. */
    HeldEntries held(KvHead head);
}
