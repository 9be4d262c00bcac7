// Answers named queries with Comunica: reads {name: {query, sources}} as JSON, prints {name: answer} as JSON.
// A term is {kind, value, datatype, language}; an error is {error: message}.
import { text } from 'node:stream/consumers';
import { QueryEngine } from '@comunica/query-sparql';

const READERS = {
  bindings: async (result) => (await (await result.execute()).toArray()).map(row),
  boolean: async (result) => result.execute(),
  quads: async (result) => (await (await result.execute()).toArray()).map(triple),
};

function term({ termType, value, datatype, language }) {
  return { kind: termType, value, datatype: datatype?.value ?? '', language: language ?? '' };
}

function row(bindings) {
  return Object.fromEntries([...bindings].map(([variable, bound]) => [variable.value, term(bound)]));
}

function triple(quad) {
  return [quad.subject, quad.predicate, quad.object].map(term);
}

async function answer({ query, sources }) {
  try {
    // A new engine for each query: nothing that one has learnt about a source helps the next.
    const result = await new QueryEngine().query(query, { sources });
    return await READERS[result.resultType](result);
  } catch (error) {
    return { error: error.message };
  }
}

const answers = {};
for (const [name, job] of Object.entries(JSON.parse(await text(process.stdin)))) {
  answers[name] = await answer(job);
}
process.stdout.write(JSON.stringify(answers));
