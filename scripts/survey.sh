#!/bin/sh
# From a questionnaire to the path to trust, with made-up people: scripts/survey.sh PUBLICVALUE FOLDER
set -e
publicvalue=$1 folder=$2 example=$(dirname "$0")/../examples/made-up-survey
made_up="--made-up --collected never --source"
rm -rf "$folder"
mkdir -p "$folder"
cp -r "$example/assessment.yaml" "$example/evidence" "$folder"
"$publicvalue" instrument write "$folder/forms" --format xlsform
"$publicvalue" answers read "$example/answers/citizens-kobo.csv" --add-to "$folder" --audience citizens \
    --sample "$example/answers/sample.csv" $made_up "Made up by scripts/make_up_survey.py"
"$publicvalue" answers read "$example/answers/staff-odk.csv" --add-to "$folder" --audience public_servants --name staff \
    $made_up "Made up by scripts/make_up_survey.py"
"$publicvalue" assess "$folder"
"$publicvalue" compare "$example" "$folder"
