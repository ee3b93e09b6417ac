static int own_hash(struct crypto_shash *tfm, const u8 *data, unsigned int length, u8 *out)
{
	SHASH_DESC_ON_STACK(shash, tfm);

	shash->tfm = tfm;
	shash->flags = 0;
	return crypto_shash_digest(shash, data, length, out);
}

static int own_long(struct own_state *state, struct own_frame *frame)
{
	state->desc.tfm = state->tfm;
	state->desc.flags = CRYPTO_TFM_REQ_MAY_SLEEP;
	frame->flags = 0;
	return crypto_shash_init(&state->desc);
}
