// Runs emulate's Slack with our app installed in it, and writes each call of the Web API on a line.
//
// Three things are added to what emulate does by itself. Its events are sent to the bot: there is no
// option for it, so its plugin is asked for the registry of webhooks when it is set up. Reading methods
// are taken by GET as well, as Slack takes them and emulate does not. And people have a time zone, which
// Slack always tells and emulate never.
//
// Called with one argument, JSON: { seed, port, front, events, zone }.

import { createServer } from "node:http";
import { readdirSync } from "node:fs";
import { createEmulator } from "emulate";

const { seed, port, front, events, zone } = JSON.parse(process.argv[2]);

const webhooks = await registryOnceSetUp();
await createEmulator({ service: "slack", port, hostname: "127.0.0.1", seed: { slack: seed } });
(await webhooks()).register({ url: events, events: ["*"], active: true, owner: "slack" });
createServer(answer).listen(front, "127.0.0.1", () => say({ ready: true }));

/** Finds the plugin, whose file has a name of its own in each release, and looks over its shoulder. */
async function registryOnceSetUp() {
  const folder = new URL("./node_modules/emulate/dist/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => /^dist-.*\.js$/.test(name))) {
    const { slackPlugin } = await import(new URL(file, folder));
    if (!slackPlugin) continue;
    const register = slackPlugin.register;
    let registry;
    slackPlugin.register = (app, store, webhooks, ...rest) => {
      registry = webhooks;
      return register(app, store, webhooks, ...rest);
    };
    return () => registry ?? Promise.reject(new Error("the plugin was never set up"));
  }
  throw new Error("emulate has no Slack plugin");
}

/** Passes a call on to emulate, and its answer back. */
async function answer(request, response) {
  const url = new URL(request.url, `http://127.0.0.1:${front}`);
  const method = url.pathname.split("/").pop();
  const asked = request.method === "GET" ? url.search.slice(1) : await body(request);
  const kind = request.headers["content-type"] ?? "application/x-www-form-urlencoded";
  const answered = await fetch(`http://127.0.0.1:${port}${url.pathname}`, {
    method: "POST",
    headers: { authorization: request.headers.authorization ?? "", "content-type": kind },
    body: asked,
  });
  const told = await answered.json();
  if (method === "users.info" && told.user) told.user.tz = zone;
  const { ok, error, needed, channel, ts } = told;
  const by = request.headers.authorization?.replace("Bearer ", "");
  say({ method, by, asked: parsed(asked, kind), ok, error, needed, channel, ts });
  response.writeHead(answered.status, { "content-type": "application/json" });
  response.end(JSON.stringify(told));
}

function parsed(text, kind) {
  return kind.includes("json") ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function say(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
