// SPDX-License-Identifier: GPL-2.0-only
static void own_done(struct crypto_async_request *req, int error)
{
	struct own *own = req->data;

	own->error = error;
	complete(&own->done);
}

static int begin(struct own *own)
{
	skcipher_request_set_callback(own->request, CRYPTO_TFM_REQ_MAY_BACKLOG, own_done, own);
	return crypto_skcipher_encrypt(own->request);
}
