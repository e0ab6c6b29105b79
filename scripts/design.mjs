// Turn compiled CSS into the one that is committed: directions become logical, so that pages can run from right to left.
import { readFileSync, writeFileSync } from "node:fs";

const [source, target] = process.argv.slice(2);
const NOTICE = "/*! Made by scripts/design.sh. Holds parts of govuk-frontend, Copyright (c) 2017 Crown Copyright"
  + " (Government Digital Service), MIT licence: see licence-govuk-frontend.txt beside this file. */\n";
const SIDES = { left: "inline-start", right: "inline-end" };

/** Return the values of a shorthand, those in brackets whole. */
const valuesOf = (text) => text.match(/(?:[^\s()]+|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];

/** Return a declaration with logical directions; others as they are. */
function logical(name, value) {
  const important = value.endsWith("!important") ? "!important" : "";
  const plain = value.slice(0, value.length - important.length).trim();
  const side = /^(margin|padding|border)-(left|right)(-\w+)?$/.exec(name);
  if (side) return `${side[1]}-${SIDES[side[2]]}${side[3] ?? ""}:${value}`;
  if (name in SIDES) return `inset-${SIDES[name]}:${value}`;
  if ((name === "text-align" || name === "float" || name === "clear") && plain in SIDES) {
    return `${name}:${name === "text-align" ? { left: "start", right: "end" }[plain] : SIDES[plain]}${important}`;
  }
  const four = name === "margin" || name === "padding" ? valuesOf(plain) : [];
  if (four.length === 4 && four[1] !== four[3]) {
    const [top, end, bottom, start] = four;
    return `${name}-block:${top} ${bottom}${important};${name}-inline:${start} ${end}${important}`;
  }
  return `${name}:${value}`;
}

const css = readFileSync(source, "utf8").replace(/^\uFEFF|@charset "[^"]*";/g, "");
const done = css.replace(/([{;])([a-z-]+):([^;{}]+)(?=[;}])/g, (_, before, name, value) => before + logical(name, value));
writeFileSync(target, `${NOTICE}${done.trim()}\n`);
