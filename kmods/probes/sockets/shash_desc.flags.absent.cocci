// SPDX-License-Identifier: GPL-2.0-only
// step: shash_desc.flags=absent
// since: 5.2, commit 877b5691f27a
// reason: a hash no longer cares whether it may sleep
// words: shash_desc SHASH_DESC_ON_STACK

@pointer@
identifier desc;
identifier call = {crypto_shash_init, crypto_shash_update, crypto_shash_final, crypto_shash_finup, crypto_shash_digest};
@@
 call(desc, ...)

@@
identifier pointer.desc;
expression value;
@@
-desc->flags = value;

@inside@
expression desc;
identifier call = {crypto_shash_init, crypto_shash_update, crypto_shash_final, crypto_shash_finup, crypto_shash_digest};
@@
 call(&desc, ...)

@@
expression inside.desc;
expression value;
@@
-desc.flags = value;
