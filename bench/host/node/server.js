// node server.js PORT MODEL THREADS
import Fastify from 'fastify';
import * as ort from 'onnxruntime-node';

const [port, model, threads] = process.argv.slice(2);
const session = await ort.InferenceSession.create(model, {
  intraOpNumThreads: Number(threads),
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const app = Fastify({ bodyLimit: 64 << 20 });

app.get('/v2/health/ready', () => ({}));
app.post('/v2/models/mlp/infer', async ({ body }) => {
  const [input] = body.inputs;
  const outputs = await session.run({ [input.name]: new ort.Tensor('float32', Float32Array.from(input.data), input.shape) });
  return {
    id: body.id,
    model_name: 'mlp',
    outputs: Object.entries(outputs).map(([name, { dims, data }]) => ({ name, datatype: 'FP32', shape: dims, data: Array.from(data) })),
  };
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
